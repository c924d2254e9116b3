package io.github.redissession.web.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What remains of a session that has been ended.
 */
interface InvalidationContract extends SiteContract {

	@Test
	default void anEndedSessionIsGoneInTheSameRequestAndLater() {
		Visitor visitor = customer();
		String before = Objects.requireNonNull(visitor.cookie());
		assertThat(said(visitor, (exchange) -> {
			exchange.session().invalidate();
			exchange.say(exchange.existing());
		})).isEqualTo("null");
		assertThat(cart(visitor)).isEqualTo("no session");
		assertThat(cart(stranger().with(before))).isEqualTo("no session");
	}

	@Test
	default void theCookieOfAnEndedSession() {
		Visitor visitor = customer();
		Answer answer = visitor.visit((exchange) -> exchange.session().invalidate());
		String seen = answer.cookies().isEmpty() ? "stays"
				: answer.cookies().get(0).contains("Max-Age=0") ? "is deleted" : "?";
		assertThat(seen).isEqualTo(answer(Deviation.COOKIE_AFTER_END));
	}

	@Test
	default void anEndedSessionMayBeFollowedByANewOne() {
		Visitor visitor = customer();
		String before = visitor.cookie();
		Answer answer = visitor.visit((exchange) -> {
			HttpSession old = exchange.session();
			old.invalidate();
			HttpSession session = exchange.session();
			session.setAttribute("other", "pears");
			exchange
				.say(session.isNew() + " " + !session.getId().equals(old.getId()) + " " + session.getAttribute("cart"));
		});
		assertThat(answer.only()).isEqualTo("true true null");
		assertThat(answer.cookies()).hasSize(1);
		assertThat(visitor.cookie()).isNotNull().isNotEqualTo(before);
		assertThat(said(visitor, (exchange) -> exchange.say(exchange.session().getAttribute("other"))))
			.isEqualTo("pears");
	}

	@Test
	default void aSessionMayBeginAndEndInOneRequest() {
		Visitor visitor = stranger();
		visitor.visit((exchange) -> exchange.session().invalidate());
		assertThat(cart(visitor)).isEqualTo("no session");
	}

	@Test
	default void theRequestedIdOfAnEndedSession() {
		String seen = said(customer(), (exchange) -> {
			exchange.session().invalidate();
			CookieContract.REQUESTED.handle(exchange);
		});
		assertThat(seen).isEqualTo("id invalid cookie -");
	}

	@Test
	default void theMethodsOfAnEndedSession() {
		String seen = said(customer(), (exchange) -> {
			HttpSession session = exchange.session();
			session.invalidate();
			Map<String, Exchange.Action> methods = new LinkedHashMap<>();
			methods.put("getId", session::getId);
			methods.put("getServletContext", () -> session.getServletContext());
			methods.put("getCreationTime", session::getCreationTime);
			methods.put("getLastAccessedTime", session::getLastAccessedTime);
			methods.put("isNew", session::isNew);
			methods.put("getMaxInactiveInterval", session::getMaxInactiveInterval);
			methods.put("setMaxInactiveInterval", () -> {
				session.setMaxInactiveInterval(5);
				return null;
			});
			methods.put("getAttribute", () -> session.getAttribute("cart"));
			methods.put("getAttributeNames", session::getAttributeNames);
			methods.put("setAttribute", () -> {
				session.setAttribute("cart", "x");
				return null;
			});
			methods.put("removeAttribute", () -> {
				session.removeAttribute("cart");
				return null;
			});
			methods.put("invalidate", () -> {
				session.invalidate();
				return null;
			});
			exchange.say(methods.entrySet()
				.stream()
				.filter((method) -> !Exchange.outcome(method.getValue()).equals("IllegalStateException"))
				.map(Map.Entry::getKey)
				.collect(Collectors.joining(", ")));
		});
		assertThat(seen).isEqualTo("getId, getServletContext, getMaxInactiveInterval, setMaxInactiveInterval");
	}

	@Test
	default void aSessionThatAnotherRequestEnds() {
		Visitor visitor = customer();
		String seen = said(visitor, (exchange) -> {
			HttpSession session = exchange.session();
			CompletableFuture
				.runAsync(() -> visitor.with(visitor.cookie()).visit((other) -> other.session().invalidate()))
				.join();
			exchange.say(Exchange.outcome(() -> {
				session.setAttribute("cart", "pears");
				return "works, and is lost";
			}));
		});
		assertThat(cart(visitor)).isEqualTo("no session");
		assertThat(seen).isEqualTo(answer(Deviation.ENDED_ELSEWHERE));
	}

	@Test
	default void aSessionMayEndAfterTheResponseHasBegun() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> {
			exchange.session();
			exchange.response().flushBuffer();
			exchange.session().invalidate();
		});
		assertThat(cart(visitor)).isEqualTo("no session");
	}

	@Test
	default void aSessionMayEndInAForwardAndAnInclude() {
		for (boolean forward : new boolean[] { true, false }) {
			Visitor visitor = customer();
			visitor.visit((exchange) -> {
				exchange.session();
				Handler end = (target) -> target.session().invalidate();
				if (forward) {
					exchange.forward(end);
				}
				else {
					exchange.include(end);
				}
			});
			assertThat(cart(visitor)).isEqualTo("no session");
		}
	}

}
