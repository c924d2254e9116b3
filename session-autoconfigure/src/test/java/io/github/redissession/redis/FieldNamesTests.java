package io.github.redissession.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of names never gives another name than the one that is written.
 */
class FieldNamesTests {

	private final FieldNames names = new FieldNames();

	@Test
	void aKnownNameIsNotMadeAnew() {
		assertThat(read("attr:cart")).isSameAs(read("attr:cart"));
		assertThat(this.names.attribute(read("attr:cart"))).isEqualTo("cart")
			.isSameAs(this.names.attribute("attr:cart"));
	}

	@Test
	void namesWithTheSamePlaceAreNotMistakenForEachOther() {
		assertThat("attr:Aa").hasSameHashCodeAs("attr:BB");
		for (int i = 0; i < 3; i++) {
			for (String name : new String[] { "attr:Aa", "attr:BB", "attr:A", "attr:Aaa" }) {
				assertThat(read(name)).isEqualTo(name);
				assertThat(this.names.attribute(name)).isEqualTo(name.substring(5));
			}
		}
	}

	@Test
	void moreNamesThanPlacesAreReadToo() {
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 3 * FieldNames.SLOTS; i++) {
				assertThat(read("attr:" + i)).isEqualTo("attr:" + i);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "v", "attr:", "attr:\u00e4", "attr:\u20ac\ud83d\ude00", "\u0000\u007f" })
	void anyNameIsRead(String name) {
		assertThat(read(name)).isEqualTo(name);
		assertThat(read(name)).isEqualTo(name);
	}

	@Test
	void theBytesOfOneNameAreNotTheCharactersOfAnother() {
		assertThat(read("\u00e4")).isEqualTo("\u00e4");
		byte[] latin = "\u00e4".getBytes(StandardCharsets.ISO_8859_1);
		assertThat(this.names.decodeKey(ByteBuffer.wrap(latin))).isEqualTo("\ufffd");
	}

	@Test
	void aLongNameIsNotKept() {
		String name = "x".repeat(FieldNames.MAX_LENGTH + 1);
		assertThat(read(name)).isEqualTo(name).isNotSameAs(read(name));
	}

	private String read(String name) {
		ByteBuffer direct = ByteBuffer.allocateDirect(600);
		direct.put((byte) '$').put(name.getBytes(StandardCharsets.UTF_8)).flip().position(1);
		return this.names.decodeKey(direct);
	}

}
