package io.github.redissession.id;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.redissession.SessionToken;
import io.github.redissession.index.LegacySessions;
import io.github.redissession.spi.SessionObserver;

import static org.assertj.core.api.Assertions.assertThat;

class SessionTokensTests {

	private int refused;

	private final SessionTokens tokens = new SessionTokens(new SessionObserver() {

		@Override
		public void foreignIdRefused() {
			SessionTokensTests.this.refused++;
		}

	}, LegacySessions.NONE);

	@Test
	void tokensBecomeIdsAndEverythingElseIsLeftOut() {
		SessionToken token = SessionToken.random();
		assertThat(this.tokens.ids(List.of("foreign", token.value(), token.id(), ""), true, null))
			.containsExactly(token.id());
		assertThat(this.refused).isEqualTo(3);
		this.tokens.ids(List.of("foreign"), false, null);
		assertThat(this.refused).isEqualTo(3);
	}

	@Test
	void theRouteBehindATokenIsNoPartOfIt() {
		SessionToken token = SessionToken.random();
		List<String> values = List.of(SessionToken.random().value(), token.value() + ".node9.a", token.value() + ".");
		assertThat(this.tokens.ids(values, true, null)).hasSize(3).endsWith(token.id(), token.id());
		assertThat(SessionTokens.routed(values, token.id())).isEqualTo(token.value());
		assertThat(SessionTokens.routed(List.of(token.value()), token.id())).isNull();
		assertThat(this.tokens.ids(List.of(".node9", token.id() + ".node9"), true, null)).isEmpty();
		assertThat(this.refused).isEqualTo(2);
	}

	@Test
	void aHeaderFullOfTokensIsAskedForAFewTimesOnly() {
		List<String> values = new ArrayList<>();
		for (int i = 0; i < 150; i++) {
			values.add(SessionToken.random().value());
		}
		assertThat(this.tokens.ids(values, true, null)).hasSize(5)
			.first()
			.isEqualTo(SessionToken.parse(values.get(0)).id());
		assertThat(this.refused).as("they may well be ours").isZero();
	}

}
