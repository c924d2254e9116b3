package io.github.redissession.web.contract;

import java.util.List;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who is told, and when.
 */
interface ListenerContract extends SiteContract {

	/** What was heard before a handler returned, or after a while. */
	default List<String> heard() {
		return site().recorder().heard();
	}

	@Test
	default void aNewSessionIsAnnouncedOnce() {
		String id = said(stranger(), (exchange) -> exchange.say(exchange.session().getId()));
		await().untilAsserted(() -> assertThat(heard()).containsExactly("created " + id));
	}

	@Test
	default void aNewSessionIsAnnounced() {
		String seen = said(stranger(), (exchange) -> {
			exchange.session();
			exchange.say(heard().isEmpty() ? "later" : "before getSession returns");
		});
		assertThat(seen).isEqualTo("before getSession returns");
	}

	@Test
	default void aListenerMaySetAttributesInANewSession() {
		site().recorder().welcome();
		Visitor visitor = stranger();
		Handler tenant = (exchange) -> exchange.say(exchange.session().getAttribute("tenant"));
		assertThat(said(visitor, tenant)).isEqualTo("north");
		assertThat(said(visitor, tenant)).isEqualTo("north");
	}

	private boolean isDestroyed() {
		return heard().stream().anyMatch((event) -> event.startsWith("destroyed"));
	}

	@Test
	default void theEndOfASessionIsAnnouncedOnceWithItsAttributes() {
		Visitor visitor = customer();
		String id = said(visitor, (exchange) -> {
			exchange.say(exchange.session().getId());
			exchange.session().invalidate();
		});
		await().untilAsserted(() -> assertThat(heard()).filteredOn((event) -> event.startsWith("destroyed"))
			.containsExactly("destroyed " + id + " apples"));
	}

	@Test
	default void theEndOfASessionIsAnnounced() {
		String seen = said(customer(), (exchange) -> {
			exchange.session().invalidate();
			exchange.say(isDestroyed() ? "before it returns" : "later");
		});
		await().until(this::isDestroyed);
		assertThat(site().target().isNative() ? seen : "soon, on every node").isEqualTo(answer(Deviation.DESTROYED));
	}

	@Test
	default void aNewIdIsAnnouncedWithTheOldOne() {
		assertThat(said(customer(), (exchange) -> {
			String before = exchange.session().getId();
			String after = exchange.request().changeSessionId();
			exchange.say(heard().equals(List.of("changed " + before + " to " + after)));
		})).isEqualTo("true");
	}

	@Test
	default void theBeginningAndTheEndCanBeConnected() {
		Visitor visitor = stranger();
		String created = said(visitor, (exchange) -> exchange.say(exchange.session().getId()));
		visitor.visit((exchange) -> exchange.request().changeSessionId());
		String changed = said(visitor, (exchange) -> exchange.say(exchange.request().changeSessionId()));
		visitor.visit((exchange) -> exchange.session().invalidate());
		await().untilAsserted(() -> assertThat(heard()).hasSize(4));
		assertThat(heard().get(0)).isEqualTo("created " + created);
		assertThat(heard().get(1)).startsWith("changed " + created + " to ");
		assertThat(heard().get(2)).startsWith("changed ").endsWith(" to " + changed);
		assertThat(heard().get(3)).startsWith("destroyed " + changed);
	}

	@Test
	default void anAttributeOfAnEarlierRequestIsAnnouncedWithItsValue() {
		assertThat(said(customer(), (exchange) -> {
			exchange.session().setAttribute("cart", "pears");
			exchange.say(heard());
		})).isEqualTo("[replaced cart=apples]");
	}

	@Test
	default void aListenerThatIsRegisteredAtTheContainerHearsTheSame() {
		Visitor visitor = stranger();
		visitor.visit((exchange) -> {
			exchange.session().setAttribute("cart", "pears");
			exchange.request().changeSessionId();
			exchange.session().invalidate();
		});
		await().untilAsserted(() -> assertThat(heard()).hasSizeGreaterThanOrEqualTo(5));
		await()
			.untilAsserted(() -> assertThat(site().registered().heard()).containsExactlyInAnyOrderElementsOf(heard()));
	}

	@Test
	default void attributesAreAnnouncedInOrder() {
		assertThat(said(customer(), (exchange) -> {
			exchange.session().setAttribute("a", "1");
			exchange.session().setAttribute("a", "2");
			exchange.session().removeAttribute("a");
			exchange.session().removeAttribute("a");
			exchange.session().setAttribute("b", "3");
			exchange.session().setAttribute("b", null);
			exchange.say(heard());
		})).isEqualTo("[added a=1, replaced a=1, removed a=2, added b=3, removed b=3]");
	}

	@Test
	default void settingTheSameObjectAgain() {
		String seen = said(customer(), (exchange) -> {
			Object value = new StringBuilder("x").toString();
			exchange.session().setAttribute("a", value);
			heard().clear();
			exchange.session().setAttribute("a", value);
			exchange.say(heard());
		});
		assertThat(seen).isEqualTo(answer(Deviation.SAME_OBJECT));
	}

	@Test
	default void theAttributesOfAnEndedSession() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> exchange.session().invalidate());
		await().untilAsserted(() -> assertThat(heard()).contains("removed cart=apples"));
	}

	@Test
	default void aListenerThatFails() {
		Visitor visitor = stranger();
		site().recorder().fail();
		String seen = visitor.visit((exchange) -> exchange.say("create: "
				+ Exchange.outcome(() -> exchange.session() != null) + ", attribute: " + Exchange.outcome(() -> {
					exchange.session().setAttribute("cart", "pears");
					return true;
				}) + ", id: " + Exchange.outcome(() -> exchange.request().changeSessionId() != null)))
			.only();
		assertThat(seen + ", then " + cart(visitor)).isEqualTo(answer(Deviation.FAILING_LISTENER));
	}

	@Test
	default void anEndWithAListenerThatFails() {
		Visitor visitor = customer();
		site().recorder().fail();
		String seen = said(visitor, (exchange) -> exchange.say("invalidate: " + Exchange.outcome(() -> {
			exchange.session().invalidate();
			return true;
		})));
		assertThat(seen).isEqualTo("invalidate: true");
		assertThat(cart(visitor)).isEqualTo("no session");
	}

	@Test
	default void aValueIsToldThatItIsBoundAndUnbound() {
		assertThat(said(stranger(), (exchange) -> {
			HttpSession session = exchange.session();
			Bound.Calls calls = new Bound.Calls();
			session.setAttribute("a", new Bound("1", calls));
			session.removeAttribute("a");
			session.setAttribute("b", new Bound("3", calls));
			session.setAttribute("b", null);
			exchange.say(calls);
		})).isEqualTo("[bound a 1, unbound a 1, bound b 3, unbound b 3]");
	}

	@Test
	default void aValueIsToldThatAnotherOneReplacesIt() {
		assertThat(said(stranger(), (exchange) -> {
			HttpSession session = exchange.session();
			Bound.Calls calls = new Bound.Calls();
			session.setAttribute("a", new Bound("1", calls));
			session.setAttribute("a", new Bound("2", calls));
			session.removeAttribute("a");
			exchange.say(calls);
		})).isEqualTo(answer(Deviation.BOUND_ORDER));
	}

	@Test
	default void aValueIsToldThatItsSessionEnds() {
		assertThat(said(stranger(), (exchange) -> {
			HttpSession session = exchange.session();
			Bound.Calls calls = new Bound.Calls();
			session.setAttribute("a", new Bound("1", calls));
			session.invalidate();
			exchange.say(calls);
		})).isEqualTo("[bound a 1, unbound a 1]");
	}

	/** A value that wants to know. */
	record Bound(String name, Calls calls) implements HttpSessionBindingListener {

		@Override
		public void valueBound(HttpSessionBindingEvent event) {
			this.calls.add("bound " + event.getName() + " " + this.name);
		}

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			this.calls.add("unbound " + event.getName() + " " + this.name);
		}

		/** What values were told. */
		static final class Calls extends java.util.concurrent.CopyOnWriteArrayList<String> {

			private static final long serialVersionUID = 1L;

		}

	}

}
