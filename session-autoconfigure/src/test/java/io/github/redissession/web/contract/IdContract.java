package io.github.redissession.web.contract;

import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a change of the id does.
 */
interface IdContract extends SiteContract {

	Handler CHANGE = (exchange) -> exchange.say(exchange.request().changeSessionId());

	@Test
	default void aSessionWithANewIdKeepsItsAttributesAndLosesItsOldCookie() {
		Visitor visitor = customer();
		String before = Objects.requireNonNull(visitor.cookie());
		Answer answer = visitor.visit(CHANGE);
		assertThat(answer.cookies()).hasSize(1);
		assertThat(visitor.cookie()).isNotEqualTo(before);
		assertThat(cart(visitor)).isEqualTo("apples");
		assertThat(cart(stranger().with(before))).isEqualTo("no session");
	}

	@Test
	default void theNewIdIsThatOfTheSession() {
		assertThat(said(customer(), (exchange) -> {
			String before = exchange.session().getId();
			String id = exchange.request().changeSessionId();
			exchange.say(!id.equals(before) && id.equals(exchange.session().getId()) && !exchange.session().isNew());
		})).isEqualTo("true");
	}

	@Test
	default void theRequestedIdStaysTheOldOne() {
		String seen = said(customer(), (exchange) -> {
			String before = exchange.request().getRequestedSessionId();
			exchange.request().changeSessionId();
			String after = exchange.request().getRequestedSessionId();
			exchange.say((Objects.equals(before, after) ? "the old id"
					: exchange.session().getId().equals(after) ? "the new id" : "another id")
					+ (exchange.request().isRequestedSessionIdValid() ? ", valid" : ", invalid"));
		});
		assertThat(seen).isEqualTo(answer(Deviation.REQUESTED_AFTER_CHANGE));
	}

	@Test
	default void withoutASessionThereIsNoIdToChange() {
		Answer answer = stranger()
			.visit((exchange) -> exchange.say(Exchange.outcome(exchange.request()::changeSessionId)));
		assertThat(answer.only()).isEqualTo("IllegalStateException");
		assertThat(answer.cookies()).isEmpty();
	}

	@Test
	default void aNewSessionMayChangeItsIdAtOnce() {
		Visitor visitor = stranger();
		Answer answer = visitor.visit((exchange) -> {
			exchange.session().setAttribute("cart", "apples");
			exchange.request().changeSessionId();
			exchange.say(exchange.session().isNew());
		});
		assertThat(answer.only()).isEqualTo("true");
		assertThat(answer.cookies().size()).isEqualTo(1);
		assertThat(cart(visitor)).isEqualTo("apples");
	}

	@Test
	default void anIdMayChangeTwice() {
		Visitor visitor = customer();
		Answer answer = visitor.visit((exchange) -> {
			exchange.request().changeSessionId();
			exchange.request().changeSessionId();
		});
		assertThat(answer.cookies()).hasSize(1);
		assertThat(cart(visitor)).isEqualTo("apples");
	}

	@Test
	default void aNewIdAfterTheResponseHasBegun() {
		Visitor visitor = customer();
		String seen = said(visitor, (exchange) -> {
			exchange.session();
			exchange.response().flushBuffer();
			String outcome = Exchange.outcome(exchange.request()::changeSessionId);
			exchange.say(outcome.endsWith("Exception") ? outcome : "changed");
		});
		assertThat(seen + ", then " + cart(visitor)).isEqualTo(answer(Deviation.CHANGE_AFTER_COMMIT));
	}

	@Test
	default void anAttributeThatIsSetAfterTheChangeIsKept() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> {
			exchange.request().changeSessionId();
			exchange.session().setAttribute("cart", "pears");
		});
		assertThat(cart(visitor)).isEqualTo("pears");
	}

}
