package io.github.redissession.web.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attributes and their names.
 */
interface AttributeContract extends SiteContract {

	@Test
	default void anAttributeWithoutAName() {
		String seen = said(customer(), (exchange) -> {
			HttpSession session = exchange.session();
			exchange.say(String.join(", ", "set " + Exchange.outcome(() -> {
				session.setAttribute(null, "x");
				return "works";
			}), "get " + Exchange.outcome(() -> session.getAttribute(null)), "remove " + Exchange.outcome(() -> {
				session.removeAttribute(null);
				return "works";
			})));
		});
		assertThat(seen).isEqualTo(answer(Deviation.NULL_NAME));
	}

	@Test
	default void anEmptyNameIsAName() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> exchange.session().setAttribute("", "nameless"));
		assertThat(said(visitor, (exchange) -> exchange.say(exchange.session().getAttribute(""))))
			.isEqualTo("nameless");
	}

	@Test
	default void namesMayHoldAnything() {
		List<String> names = List.of(" ", "a b", "a:b", "ä ö ü", "\u0000", "\n", "🛒", "x".repeat(1000));
		Visitor visitor = customer();
		visitor.visit((exchange) -> names.forEach((name) -> exchange.session().setAttribute(name, name)));
		assertThat(said(visitor,
				(exchange) -> exchange
					.say(names.stream().allMatch((name) -> name.equals(exchange.session().getAttribute(name))))))
			.isEqualTo("true");
	}

	@Test
	default void settingNullRemoves() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> {
			exchange.session().setAttribute("cart", null);
			exchange.session().setAttribute("other", null);
		});
		assertThat(said(visitor, (exchange) -> exchange.say(Collections.list(exchange.session().getAttributeNames()))))
			.isEqualTo("[]");
	}

	@Test
	default void removingIsKeptAndRemovingNothingIsNoError() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> {
			exchange.session().removeAttribute("cart");
			exchange.session().removeAttribute("unknown");
		});
		assertThat(cart(visitor)).isEqualTo("null");
	}

	@Test
	default void attributesMayBeRemovedWhileTheirNamesAreRead() {
		Visitor visitor = customer();
		assertThat(said(visitor, (exchange) -> {
			for (int i = 0; i < 100; i++) {
				exchange.session().setAttribute("a" + i, i);
			}
			int removed = 0;
			for (var names = exchange.session().getAttributeNames(); names.hasMoreElements(); removed++) {
				exchange.session().removeAttribute(names.nextElement());
			}
			exchange.say(removed);
		})).isEqualTo("101");
		assertThat(said(visitor, (exchange) -> exchange.say(exchange.session().getAttributeNames().hasMoreElements())))
			.isEqualTo("false");
	}

	@Test
	default void anObjectThatIsChangedInPlaceIsKept() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> exchange.session().setAttribute("list", new ArrayList<>(List.of("a"))));
		visitor.visit((exchange) -> {
			@SuppressWarnings("unchecked")
			List<String> list = (List<String>) exchange.session().getAttribute("list");
			list.add("b");
		});
		assertThat(said(visitor, (exchange) -> exchange.say(exchange.session().getAttribute("list"))))
			.isEqualTo("[a, b]");
	}

	@Test
	default void anObjectOfAnEarlierRequest() {
		Visitor visitor = customer();
		List<Object> seen = Collections.synchronizedList(new ArrayList<>());
		visitor.visit((exchange) -> {
			seen.add(new ArrayList<>(List.of("a")));
			exchange.session().setAttribute("list", seen.get(0));
		});
		String answer = said(visitor, (exchange) -> {
			Object read = exchange.session().getAttribute("list");
			exchange
				.say((read == seen.get(0)) ? "the same" : seen.get(0).equals(read) ? "an equal one" : "another one");
		});
		assertThat(answer).isEqualTo(answer(Deviation.IDENTITY));
	}

	@Test
	default void anObjectOfThisRequestIsTheSame() {
		assertThat(said(customer(), (exchange) -> {
			Object list = new ArrayList<>(List.of("a"));
			exchange.session().setAttribute("list", list);
			exchange.say(exchange.session().getAttribute("list") == list);
		})).isEqualTo("true");
	}

	@Test
	default void anObjectThatCannotBeSerialized() {
		String seen = said(customer(), (exchange) -> exchange.say(Exchange.outcome(() -> {
			exchange.session().setAttribute("thread", Thread.currentThread());
			return "works";
		})));
		assertThat(seen).isEqualTo(answer(Deviation.NOT_SERIALIZABLE));
	}

	@Test
	default void twoRequestsAtTheSameTimeKeepBothAttributes() {
		Visitor visitor = customer();
		CyclicBarrier both = new CyclicBarrier(2);
		List<CompletableFuture<Answer>> answers = List.of("a", "b")
			.stream()
			.map((name) -> CompletableFuture.supplyAsync(() -> visitor.visit((exchange) -> {
				exchange.session();
				both.await(10, java.util.concurrent.TimeUnit.SECONDS);
				exchange.session().setAttribute(name, name);
			})))
			.toList();
		answers.forEach(CompletableFuture::join);
		assertThat(said(visitor,
				(exchange) -> exchange
					.say("" + exchange.session().getAttribute("a") + exchange.session().getAttribute("b"))))
			.isEqualTo("ab");
	}

	@Test
	default void anAttributeOfARequestThatRunsIsSeenByAnother() {
		Visitor visitor = customer();
		String seen = said(visitor, (exchange) -> {
			exchange.session().setAttribute("cart", "pears");
			exchange.say(CompletableFuture.supplyAsync(() -> cart(visitor)).join());
		});
		assertThat(seen).isEqualTo(answer(Deviation.SEEN_AT_ONCE));
	}

}
