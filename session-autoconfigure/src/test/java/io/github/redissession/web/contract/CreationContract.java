package io.github.redissession.web.contract;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * When a session begins.
 */
interface CreationContract extends SiteContract {

	@Test
	default void aRequestThatAsksForNoSessionGetsNoCookie() {
		assertThat(stranger().visit((exchange) -> exchange.write("hi")).cookies()).isEmpty();
	}

	@Test
	default void askingWhetherThereIsASessionBeginsNone() {
		Answer answer = stranger().visit((exchange) -> exchange.say(exchange.existing()));
		assertThat(answer.only()).isEqualTo("null");
		assertThat(answer.cookies()).isEmpty();
	}

	@Test
	default void aNewSessionSendsOneCookie() {
		assertThat(stranger().visit(Exchange::session).cookies()).hasSize(1);
	}

	@Test
	default void aSessionLivesFromRequestToRequest() {
		Visitor visitor = stranger();
		String id = said(visitor, (exchange) -> exchange.say(exchange.session().getId()));
		Answer second = visitor.visit((exchange) -> exchange.say(exchange.session().getId()));
		assertThat(second.only()).isEqualTo(id);
		assertThat(second.cookies()).isEmpty();
	}

	@Test
	default void aSessionWithoutAttributesLivesAsWell() {
		Visitor visitor = stranger();
		visitor.visit(Exchange::session);
		assertThat(said(visitor, (exchange) -> exchange.say(exchange.existing() != null))).isEqualTo("true");
	}

	@Test
	default void attributesAreThereInTheNextRequest() {
		assertThat(cart(customer())).isEqualTo("apples");
	}

	@Test
	default void oneRequestHasOneSession() {
		assertThat(said(stranger(),
				(exchange) -> exchange
					.say(exchange.session() == exchange.session() && exchange.session() == exchange.existing()
							&& exchange.session() == exchange.request().getSession(true))))
			.isEqualTo("true");
	}

	@Test
	default void aSessionIsNewUntilItsCookieComesBack() {
		Visitor visitor = stranger();
		Handler isNew = (exchange) -> {
			exchange.session().setAttribute("a", 1);
			exchange.say(exchange.session().isNew() + " " + exchange.session().isNew());
		};
		assertThat(said(visitor, isNew)).isEqualTo("true true");
		assertThat(said(visitor, isNew)).isEqualTo("false false");
		assertThat(said(stranger(), isNew)).isEqualTo("true true");
	}

	@Test
	default void theTimeOfCreationStays() {
		Visitor visitor = stranger();
		Handler created = (exchange) -> exchange.say(exchange.session().getCreationTime());
		long first = Long.parseLong(said(visitor, created));
		assertThat(first).isCloseTo(System.currentTimeMillis(), within(1000L));
		String second = said(visitor, created);
		assertThat(said(visitor, created)).isEqualTo(second);
		visitor.visit(IdContract.CHANGE);
		assertThat(said(visitor, created)).isEqualTo(second);
		long tolerance = answer(Deviation.CREATION_TIME).equals("the same") ? 0 : 1000;
		assertThat(Long.parseLong(second)).isCloseTo(first, within(tolerance));
	}

	@Test
	default void theLastAccess() {
		Visitor visitor = customer();
		long between = System.currentTimeMillis() + 50;
		await().until(() -> System.currentTimeMillis() > between);
		String seen = said(visitor, (exchange) -> exchange
			.say((exchange.session().getLastAccessedTime() <= between) ? "the request before" : "this request"));
		assertThat(seen).isEqualTo(answer(Deviation.LAST_ACCESS));
	}

	@Test
	default void aSessionCannotBeginAfterTheResponseHasBegun() {
		assertThat(said(stranger(), (exchange) -> {
			exchange.response().flushBuffer();
			exchange.say(Exchange.outcome(exchange::session));
		})).isEqualTo("IllegalStateException");
	}

	@Test
	default void aSessionThatIsThereCanBeUsedAfterTheResponseHasBegun() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> {
			exchange.response().flushBuffer();
			exchange.session().setAttribute("cart", exchange.session().getAttribute("cart") + " and bread");
			exchange.write("done");
		});
		assertThat(cart(visitor)).isEqualTo("apples and bread");
	}

	@Test
	default void aSessionThatHasJustBegunCanBeUsedAfterTheResponseHasBegun() {
		Visitor visitor = stranger();
		visitor.visit((exchange) -> {
			exchange.session();
			exchange.response().flushBuffer();
			exchange.session().setAttribute("cart", "apples");
		});
		assertThat(cart(visitor)).isEqualTo("apples");
	}

	@Test
	default void aLongBodyDoesNotComeBeforeTheCookie() {
		Visitor visitor = stranger();
		Answer answer = visitor.visit((exchange) -> {
			exchange.session().setAttribute("cart", "apples");
			exchange.write("x".repeat(200_000));
		});
		assertThat(answer.cookies()).hasSize(1);
		assertThat(answer.body()).hasSize(200_000);
		assertThat(cart(visitor)).isEqualTo("apples");
	}

}
