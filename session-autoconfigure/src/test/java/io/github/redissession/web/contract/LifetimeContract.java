package io.github.redissession.web.contract;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How long a session lives.
 */
interface LifetimeContract extends SiteContract {

	Handler INTERVAL = (exchange) -> exchange.say(exchange.session().getMaxInactiveInterval());

	@Test
	default void theDefaultIsHalfAnHour() {
		Visitor visitor = stranger();
		assertThat(said(visitor, INTERVAL)).isEqualTo("1800");
		assertThat(said(visitor, INTERVAL)).isEqualTo("1800");
	}

	@Test
	default void anIntervalIsKept() {
		Visitor visitor = stranger();
		visitor.visit((exchange) -> exchange.session().setMaxInactiveInterval(77));
		assertThat(said(visitor, INTERVAL)).isEqualTo("77");
		visitor.visit((exchange) -> exchange.session().setMaxInactiveInterval(78));
		assertThat(said(visitor, INTERVAL)).isEqualTo("78");
	}

	@Test
	default void anIntervalOfMinusOneHasNoEnd() {
		assertThat(interval(-1)).isEqualTo("-1, then -1");
	}

	@Test
	default void anIntervalOfZeroHasNoEnd() {
		assertThat(interval(0)).isEqualTo(answer(Deviation.INTERVAL_ZERO));
	}

	@Test
	default void anIntervalOfMinusFive() {
		assertThat(interval(-5)).isEqualTo(answer(Deviation.INTERVAL_MINUS_FIVE));
	}

	private String interval(int seconds) {
		Visitor visitor = customer();
		String now = said(visitor, (exchange) -> {
			exchange.session().setMaxInactiveInterval(seconds);
			INTERVAL.handle(exchange);
		});
		String next = said(visitor, (exchange) -> exchange
			.say((exchange.existing() != null) ? exchange.session().getMaxInactiveInterval() : "no session"));
		return now + ", then " + next;
	}

	@Test
	default void aSessionEndsAfterItsInterval() {
		Visitor one = shortly();
		Visitor other = shortly();
		String before = other.cookie();
		assertThat(cart(one)).isEqualTo("apples");
		boolean late = answer(Deviation.EXPIRY).equals("up to a touch interval later");
		await().pollDelay(Duration.ofMillis(late ? 1600 : 1100)).until(() -> true);
		Answer answer = one.visit(CookieContract.REQUESTED);
		assertThat(answer.only()).isEqualTo("id invalid cookie -");
		assertThat(answer.cookies()).isEmpty();
		assertThat(cart(one)).isEqualTo("no session");
		Answer next = other.visit(
				(exchange) -> exchange.say(exchange.session().isNew() + " " + exchange.session().getAttribute("cart")));
		assertThat(next.only()).isEqualTo("true null");
		assertThat(next.cookies()).hasSize(1);
		assertThat(other.cookie()).isNotEqualTo(before);
		await().untilAsserted(
				() -> assertThat(site().recorder().heard()).filteredOn((event) -> event.startsWith("destroyed"))
					.hasSize(2)
					.allMatch((event) -> event.endsWith("apples")));
	}

	/** Somebody whose session lives for a second. */
	private Visitor shortly() {
		Visitor visitor = stranger();
		visitor.visit((exchange) -> {
			exchange.session().setAttribute("cart", "apples");
			exchange.session().setMaxInactiveInterval(1);
		});
		return visitor;
	}

	@Test
	default void theContextKnowsTheTimeout() {
		assertThat(said(stranger(),
				(exchange) -> exchange.say(exchange.request().getServletContext().getSessionTimeout())))
			.isEqualTo("30");
	}

}
