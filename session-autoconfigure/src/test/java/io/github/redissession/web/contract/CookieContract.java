package io.github.redissession.web.contract;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What comes with cookies, good and bad.
 */
interface CookieContract extends SiteContract {

	/** What a request says about the session that it asks for. */
	Handler REQUESTED = (exchange) -> exchange
		.say(String.join(" ", (exchange.request().getRequestedSessionId() != null) ? "id" : "none",
				exchange.request().isRequestedSessionIdValid() ? "valid" : "invalid",
				exchange.request().isRequestedSessionIdFromCookie() ? "cookie" : "-",
				exchange.request().isRequestedSessionIdFromURL() ? "url" : "-"));

	@Test
	default void theCookieHasTheseAttributes() {
		String header = stranger().visit(Exchange::session).cookies().get(0);
		assertThat(
				String.join("; ", new TreeSet<>(List.of(header.split("; *")).subList(1, header.split("; *").length))))
			.isEqualTo(answer(Deviation.COOKIE_ATTRIBUTES));
	}

	@Test
	default void theCookieHoldsTheIdOrAToken() {
		Visitor visitor = stranger();
		String id = said(visitor, (exchange) -> exchange.say(exchange.session().getId()));
		String seen = id.equals(visitor.cookie()) ? "the id"
				: String.valueOf(visitor.cookie()).startsWith(id) ? "the id and the node" : "a token";
		assertThat(seen).isEqualTo(answer(Deviation.COOKIE_VALUE));
	}

	@Test
	default void theRequestedIdIsThatOfTheSession() {
		Visitor visitor = customer();
		String seen = said(visitor, (exchange) -> {
			String requested = exchange.request().getRequestedSessionId();
			exchange.say(exchange.session().getId().equals(requested) ? "the id"
					: requested.equals(visitor.cookie()) ? "the cookie" : requested);
		});
		assertThat(seen).isEqualTo(answer(Deviation.REQUESTED_ID));
	}

	@Test
	default void aStrangerAsksForNothing() {
		assertThat(said(stranger(), REQUESTED)).isEqualTo("none invalid - -");
	}

	@Test
	default void aCustomerAsksForASessionByCookie() {
		assertThat(said(customer(), REQUESTED)).isEqualTo("id valid cookie -");
	}

	@Test
	default void aNewSessionWasNotRequested() {
		assertThat(said(stranger(), (exchange) -> {
			exchange.session();
			REQUESTED.handle(exchange);
		})).isEqualTo("none invalid - -");
	}

	@Test
	default void aSessionThatIsUnknownIsNotThere() {
		Visitor visitor = unknown();
		Answer answer = visitor.visit(REQUESTED);
		assertThat(answer.only()).isEqualTo("id invalid cookie -");
		assertThat(answer.cookies()).isEmpty();
		assertThat(cart(visitor)).isEqualTo("no session");
	}

	@Test
	default void anUnknownIdIsNotAdopted() {
		Visitor visitor = unknown();
		String before = visitor.cookie();
		Answer answer = visitor.visit((exchange) -> exchange.session().setAttribute("cart", "pears"));
		assertThat(answer.cookies()).hasSize(1);
		assertThat(visitor.cookie()).isNotEqualTo(before);
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	/** Somebody with a cookie of the right form that means nothing. */
	default Visitor unknown() {
		String known = String.valueOf(customer().cookie());
		StringBuilder unknown = new StringBuilder(known);
		for (int i = 0; i < 6; i++) {
			unknown.setCharAt(i, (known.charAt(i) == 'A') ? 'B' : 'A');
		}
		return stranger().with(unknown.toString());
	}

	/**
	 * After a header with the value {@code x}, Jetty 12.1.10 reads {@code Xyz} on the
	 * same connection as {@code xyz}.
	 */
	private Visitor visitorWithOwnConnections() {
		return new Visitor(site(), HttpClient.newHttpClient());
	}

	@Test
	default void aCookieThatIsNonsenseIsThatOfAStranger() {
		for (String nonsense : List.of("", "x", "%00", "a b", "../../etc/passwd", "\"\"", "x".repeat(3000), "äöü")) {
			Visitor visitor = visitorWithOwnConnections().with(nonsense);
			assertThat(cart(visitor)).as(nonsense).isEqualTo("no session");
			Answer answer = visitor.visit((exchange) -> exchange.session().setAttribute("cart", "pears"));
			assertThat(answer.status()).as(nonsense).isEqualTo(200);
			assertThat(cart(stranger().with(visitor.cookie()))).as(nonsense).isEqualTo("pears");
		}
	}

	@Test
	default void theRightOneOfTwoCookiesCountsWhereverItStands() {
		Visitor customer = customer();
		String right = customer.cookie();
		String wrong = unknown().cookie();
		for (String both : List.of(right + "; SESSION=" + wrong, wrong + "; SESSION=" + right)) {
			Visitor visitor = stranger().with(both);
			assertThat(cart(visitor)).as(both).isEqualTo("apples");
			Answer answer = visitor.visit(REQUESTED);
			assertThat(answer.only()).isEqualTo("id valid cookie -");
			assertThat(answer.cookies()).isEmpty();
		}
	}

	@Test
	default void whichOfTwoGoodCookiesCounts() {
		Visitor first = customer();
		Visitor second = stranger();
		second.visit((exchange) -> exchange.session().setAttribute("cart", "pears"));
		Handler cart = (exchange) -> exchange.say(exchange.session().getAttribute("cart"));
		List<String> seen = new ArrayList<>();
		for (String both : List.of(first.cookie() + "; SESSION=" + second.cookie(),
				second.cookie() + "; SESSION=" + first.cookie())) {
			Answer answer = stranger().with(both).visit(cart);
			seen.add((answer.status() == 200) ? answer.only() : "" + answer.status());
		}
		String counts = seen.equals(List.of("apples", "pears")) ? "the first counts"
				: String.join(", ", new TreeSet<>(seen));
		assertThat(counts).isEqualTo(answer(Deviation.TWO_GOOD_COOKIES));
	}

	@Test
	default void aQuotedCookieIsTheSame() {
		Visitor quoted = stranger().with("\"" + customer().cookie() + "\"");
		assertThat(cart(quoted)).isEqualTo(answer(Deviation.QUOTED_COOKIE));
	}

	@Test
	default void aCookieOfAnotherNameIsNoSession() {
		Visitor visitor = stranger().with("x; SESSIONS=" + customer().cookie());
		assertThat(cart(visitor)).isEqualTo("no session");
	}

	@Test
	default void urlsAreNotRewritten() {
		assertThat(said(stranger(), (exchange) -> {
			exchange.session();
			exchange.say(exchange.response().encodeURL("/a") + exchange.response().encodeRedirectURL("/b"));
		})).isEqualTo("/a/b");
	}

	@Test
	default void anIdInTheUrlIsIgnored() {
		Visitor customer = customer();
		String path = site().handlers()
			.add((exchange) -> exchange
				.say(exchange.existing() + " " + exchange.request().isRequestedSessionIdFromURL()));
		assertThat(stranger().visit(path + ";jsessionid=" + customer.cookie()).only()).isEqualTo("null false");
		assertThat(stranger().visit(path + ";SESSION=" + customer.cookie()).only()).isEqualTo("null false");
	}

}
