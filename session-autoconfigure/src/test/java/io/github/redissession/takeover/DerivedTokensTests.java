package io.github.redissession.takeover;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DerivedTokensTests {

	private static final String ID = "6f8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8e";

	@Test
	void aTokenFollowsFromTheIdAndTheSecretTogether() {
		DerivedTokens tokens = new DerivedTokens(new byte[DerivedTokens.SECRET]);
		byte[] other = new byte[DerivedTokens.SECRET];
		other[31] = 1;
		assertThat(tokens.token(ID).value()).hasSize(43)
			.isEqualTo(new DerivedTokens(new byte[DerivedTokens.SECRET]).token(ID).value())
			.isNotEqualTo(new DerivedTokens(other).token(ID).value())
			.isNotEqualTo(tokens.token("7f8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8e").value());
	}

	/** Computed by {@code openssl dgst -sha256 -mac hmac}. */
	@Test
	void theTokenStaysTheSameInEveryVersion() {
		assertThat(new DerivedTokens("0123456789abcdef0123456789abcdef".getBytes()).token(ID).value())
			.isEqualTo("G1izG9zd2B6NdjFJFs8teUZAwQ7Oah59gUiy5_qtpg0");
	}

}
