package io.github.redissession.web.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Which node tells listeners and attributes, and how often, if there are two.
 */
@ExtendWith(RedisServer.Shared.class)
class ListenersOnTwoNodesIT {

	@RegisterExtension
	static final Site a = new Site(Target.REDIS_ON_TOMCAT);

	@RegisterExtension
	static final Site b = new Site(Target.REDIS_ON_TOMCAT);

	@Test
	void bothHearOfTheBeginningAndTheEndAndTheNodeOfTheRequestOfTheNewId() {
		Visitor atA = new Visitor(a);
		String created = said(atA, (exchange) -> exchange.say(exchange.session().getId()));
		Visitor atB = new Visitor(b).with(atA.cookie());
		String changed = said(atB, (exchange) -> exchange.say(exchange.request().changeSessionId()));
		new Visitor(a).with(atB.cookie()).visit((exchange) -> exchange.session().invalidate());
		await().untilAsserted(() -> {
			assertThat(a.recorder().heard()).containsExactly("created " + created, "destroyed " + changed + " null");
			assertThat(b.recorder().heard()).containsExactly("created " + created,
					"changed " + created + " to " + changed, "destroyed " + changed + " null");
		});
	}

	@Test
	void anAttributeThatAListenerSetsConnectsTheBeginningAndTheEndOnBothNodes() {
		a.recorder().welcome();
		b.recorder().welcome();
		Visitor visitor = new Visitor(a);
		String created = said(visitor, (exchange) -> exchange.say(exchange.session().getId()));
		String changed = said(visitor, (exchange) -> exchange.say(exchange.request().changeSessionId()));
		visitor.visit((exchange) -> exchange.session().invalidate());
		for (Site site : List.of(a, b)) {
			await().untilAsserted(() -> assertThat(site.recorder().heard()).contains("created " + created + " of north",
					"destroyed " + changed + " north"));
		}
	}

	@Test
	void changesOfAttributesAreHeardByTheNodeThatMakesThem() {
		Visitor atA = new Visitor(a);
		atA.visit((exchange) -> exchange.session().setAttribute("cart", "apples"));
		new Visitor(b).with(atA.cookie()).visit((exchange) -> exchange.session().setAttribute("cart", "pears"));
		assertThat(a.recorder().heard()).contains("added cart=apples").doesNotContain("replaced cart=apples");
		assertThat(b.recorder().heard()).contains("replaced cart=apples").doesNotContain("added cart=apples");
	}

	@Test
	void oneNodeUnbindsTheAttributesOfASessionThatHasExpired() {
		Visitor visitor = ticketHolder();
		visitor.visit((exchange) -> exchange.session().setMaxInactiveInterval(1));
		awaitDestroyed();
		await().until(() -> !unbound().isEmpty());
		assertThat(unbound()).containsExactly("unbound 1 apples");
		assertThat(heard("removed ")).containsExactlyInAnyOrder("removed cart=apples",
				"removed ticket=Ticket[number=1]");
	}

	@Test
	void theNodeThatEndsASessionFromOutsideUnbindsItsAttributes() {
		Visitor visitor = ticketHolder();
		String id = said(visitor, (exchange) -> exchange.say(exchange.session().getId()));
		b.bean(StoredSessionRepository.class).deleteById(id);
		awaitDestroyed();
		await().until(() -> !unbound().isEmpty());
		assertThat(unbound()).containsExactly("unbound 1 apples");
		assertThat(b.recorder().heard()).contains("removed cart=apples");
		assertThat(a.recorder().heard()).doesNotContain("removed cart=apples");
	}

	@Test
	void aRequestThatEndsItsSessionUnbindsItsAttributesOnce() {
		Visitor visitor = ticketHolder();
		new Visitor(b).with(visitor.cookie()).visit((exchange) -> {
			exchange.request().changeSessionId();
			exchange.session().invalidate();
		});
		awaitDestroyed();
		assertThat(unbound()).containsExactly("unbound 1 apples");
		assertThat(heard("removed ")).hasSize(2);
	}

	@Test
	void aListenerThatFailsKeepsNoOtherFromHearing() {
		Visitor visitor = ticketHolder();
		a.recorder().fail();
		b.recorder().fail();
		visitor.visit((exchange) -> exchange.session().setMaxInactiveInterval(1));
		awaitDestroyed();
		await().untilAsserted(() -> assertThat(heard("removed ")).hasSize(2));
		assertThat(unbound()).containsExactly("unbound 1 apples");
	}

	/** Somebody at node A whose session has a ticket that wants to know. */
	private static Visitor ticketHolder() {
		List<String> calls = new CopyOnWriteArrayList<>();
		for (Site site : List.of(a, b)) {
			new Visitor(site).visit((exchange) -> exchange.request().getServletContext().setAttribute("calls", calls));
		}
		Visitor visitor = new Visitor(a);
		visitor.visit((exchange) -> {
			exchange.session().setAttribute("cart", "apples");
			exchange.session().setAttribute("ticket", new Ticket(1));
		});
		return visitor;
	}

	private static void awaitDestroyed() {
		for (Site site : List.of(a, b)) {
			await().until(() -> site.recorder().heard().stream().anyMatch((event) -> event.startsWith("destroyed ")));
		}
	}

	/** What tickets were told on both nodes. */
	private static List<String> unbound() {
		List<String> calls = new ArrayList<>();
		new Visitor(a).visit((exchange) -> {
			for (Object call : (List<?>) exchange.request().getServletContext().getAttribute("calls")) {
				calls.add((String) call);
			}
		});
		return calls;
	}

	/** What listeners have heard on both nodes. */
	private static List<String> heard(String prefix) {
		List<String> heard = new ArrayList<>(a.recorder().heard());
		heard.addAll(b.recorder().heard());
		heard.removeIf((event) -> !event.startsWith(prefix));
		return heard;
	}

	private static String said(Visitor visitor, Handler handler) {
		return visitor.visit(handler).only();
	}

	/** A value that is told of its end. */
	record Ticket(int number) implements HttpSessionBindingListener {

		@Override
		@SuppressWarnings("unchecked")
		public void valueUnbound(HttpSessionBindingEvent event) {
			List<String> calls = (List<String>) event.getSession().getServletContext().getAttribute("calls");
			calls.add("unbound " + this.number + " " + event.getSession().getAttribute("cart"));
		}

	}

}
