package io.github.redissession;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SessionTokenTests {

	@Test
	void aTokenHas256BitsAndItsId128() {
		SessionToken token = SessionToken.random();
		assertThat(token.value()).matches("[A-Za-z0-9_-]{43}");
		assertThat(token.id()).matches("[A-Za-z0-9_-]{22}");
		assertThat(SessionToken.isId(token.id())).isTrue();
		assertThat(SessionToken.isId(token.value())).isFalse();
	}

	@Test
	void everyTokenIsAnother() {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			SessionToken token = SessionToken.random();
			assertThat(seen.add(token.value()) && seen.add(token.id())).isTrue();
		}
	}

	@Test
	void theIdIsTheFirstHalfOfTheTokensSha256() {
		SessionToken token = SessionToken.parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
		assertThat(token.id()).isEqualTo("DwBzhbb51LfusnSGBa_hqQ");
	}

	@Test
	void aTokenThatAClientSendsBackHasTheSameId() {
		for (int i = 0; i < 100; i++) {
			SessionToken token = SessionToken.random();
			assertThat(SessionToken.parse(token.value()).id()).isEqualTo(token.id());
		}
	}

	@Test
	void aTokenShowsItsIdOnly() {
		SessionToken token = SessionToken.random();
		assertThat(token.toString()).contains(token.id()).doesNotContain(token.value());
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=A",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u00e4A",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u0000A", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB" })
	void whatCannotBeATokenIsNone(String value) {
		assertThat(SessionToken.parse(value)).isNull();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "user:alice", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA",
			"AAAAAAAAAAAAAAAAAAAA:A", "AAAAAAAAAAAAAAAAAAAAAB" })
	void whatCannotBeAnIdIsNone(String value) {
		assertThat(SessionToken.isId(value)).isFalse();
	}

}
