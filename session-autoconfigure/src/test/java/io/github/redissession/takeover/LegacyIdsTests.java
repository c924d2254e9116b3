package io.github.redissession.takeover;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.redissession.SessionToken;

import static org.assertj.core.api.Assertions.assertThat;

class LegacyIdsTests {

	private static final String ID = "6f8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8e";

	@Test
	void aUuidIsAnIdAsItIsAndInBase64AndWithARoute() {
		for (String value : new String[] { ID, ID + ".node1", base64(ID), base64(ID + ".node1"),
				base64(ID) + ".node1" }) {
			assertThat(LegacyIds.parse(value)).as(value).isEqualTo(ID);
		}
		String random = UUID.randomUUID().toString();
		assertThat(LegacyIds.parse(base64(random))).isEqualTo(random);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "6F8A3C52-0B1D-4E7F-9A64-D3C2B1A09F8E", "6f8a3c520b1d4e7f9a64d3c2b1a09f8e",
			"6f8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8", "6f8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8e0",
			"6f8a3c52-0b1d-4e7f-9a64:d3c2b1a09f8e", "6f8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8*",
			"expires:6f8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8e", "äf8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8e",
			"////////////////////////////////////////////////",
			"NmY4YTNjNTItMGIxZC00ZTdmLTlhNjQtZDNjMmIxYTA5ZjhlMDA=" })
	void nothingElseIs(String value) {
		assertThat(LegacyIds.parse(value)).isNull();
		assertThat(LegacyIds.parse(base64(value + "-"))).isNull();
	}

	@Test
	void aTokenOrAnythingLongIsNot() {
		for (int i = 0; i < 100; i++) {
			assertThat(LegacyIds.parse(SessionToken.random().value())).isNull();
		}
		assertThat(LegacyIds.parse(ID + "." + "x".repeat(10_000))).isNull();
		assertThat(LegacyIds.parse("A".repeat(100_000))).isNull();
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
