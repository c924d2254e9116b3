package io.github.redissession.query.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.redissession.query.engine.SessionSearchContract;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How values are encoded in keys and requests.
 */
class ValueTextTests {

	@Test
	void lettersAndDigitsStandForThemselves() {
		assertThat(ValueText.encode("north1")).isEqualTo("north1");
		assertThat(ValueText.encode("a,b Z")).isEqualTo("aZ2cbZ20Z5a");
		assertThat(ValueText.encode("")).isEqualTo("Z");
	}

	@Test
	void everyValueComesBackAndNoneIsTakenForAnother() {
		Random random = new Random(1);
		Set<String> values = new HashSet<>(SessionSearchContract.ODD);
		for (int i = 0; i < 5000; i++) {
			StringBuilder value = new StringBuilder();
			for (int length = random.nextInt(6); length > 0; length--) {
				value.appendCodePoint("Zh0,_ä😀\u0000a".codePointAt(random.nextInt(7)));
			}
			values.add(value.toString().replaceAll("[\\ud800-\\udfff]", "x"));
		}
		Set<String> texts = new HashSet<>();
		for (String value : values) {
			String text = ValueText.encode(value);
			assertThat(text).matches("[A-Za-z0-9]{1,1400}");
			assertThat(texts.add(text)).as(value).isTrue();
			if (!text.startsWith("Zh")) {
				assertThat(ValueText.decode(text)).isEqualTo(value);
			}
		}
	}

	@Test
	void anUnpairedSurrogateIsNotAQuestionMark() {
		Set<String> texts = new HashSet<>();
		for (String value : List.of("a?", "a\ud83d", "a\ud83e", "\ude00a", "\ud83da", "\ude00\ud83d", "😀", "Zsd83d")) {
			assertThat(texts.add(ValueText.encode(value))).as(value).isTrue();
			assertThat(ValueText.encode(value)).matches("[A-Za-z0-9]+");
			assertThat(ValueText.decode(ValueText.encode(value))).isEqualTo(value);
			assertThat(texts.add(ValueText.encode(value.repeat(1001)))).as(value).isTrue();
		}
	}

	@Test
	void whatIsTooLongIsShownByItsBeginning() {
		String text = ValueText.encode("x".repeat(1001));
		assertThat(text).hasSize(2 + 64 + 100);
		assertThat(ValueText.decode(text)).isEqualTo("x".repeat(100) + "…");
		assertThat(ValueText.decode("Zh")).isEqualTo("…");
	}

}
