package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.redissession.AttributeNotStorableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every class is read back once, also one that first comes after the class that holds it.
 */
class RoundTripCheckTests {

	private final EnvelopeCodec codec = new EnvelopeCodec(
			CodecSettings.of(List.of(RoundTripCheckTests.class.getPackageName()), getClass().getClassLoader()));

	@Test
	void aValueOfUnknownTypeKeepsTheClassThatItStandsFor() {
		Object value = new ArrayList<>(List.of(new Loose("a"), new Code("b"), "c"));
		assertThat(this.codec.decode("a", this.codec.encode("a", value))).isEqualTo(value);
	}

	@Test
	void aClassWithoutATypeIdIsCheckedWhenItFirstComes() {
		List<List<Object>> pairs = List.of(
				List.of(new Lines(new ArrayList<>()), new Lines(new ArrayList<>(List.of(new Money("5"))))),
				List.of(new One(null), new One(new Money("5"))),
				List.of(new Maybe(Optional.empty()), new Maybe(Optional.of(new Money("5")))),
				List.of(new Keyed(Map.of()), new Keyed(Map.of(new Money("5"), 1))),
				List.of(new Coded(null), new Coded(new OneWay("5"))),
				List.of(new Marked(null), new Marked(new Lossy("5"))));
		for (List<Object> pair : pairs) {
			assertComesBack(pair.get(0));
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(AttributeNotStorableException.class)
					.isThrownBy(() -> this.codec.encode("a", pair.get(1)));
			}
			assertComesBack(pair.get(0));
		}
	}

	@Test
	void classesWithoutATypeIdThatComeBackAreStored() {
		for (int i = 0; i < 2; i++) {
			assertComesBack(new Mixed(null, null, null, null));
			assertComesBack(new Mixed(new Code("x"), Shop.Color.RED, Shop.item(), new Wrapped(new Part(5))));
		}
	}

	@Test
	void aCreatorThatSwapsTwoOfItsParametersIsRefused() {
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> this.codec.encode("a", new Swapped("first", "second")))
			.withMessageContaining("does not come back with the same content");
	}

	private void assertComesBack(Object value) {
		assertThat(this.codec.decode("a", this.codec.encode("a", value))).isEqualTo(value);
	}

	record Lines(List<Money> lines) {
	}

	record One(@Nullable Money money) {
	}

	record Maybe(Optional<Money> money) {
	}

	record Keyed(Map<Money, Integer> money) {
	}

	record Coded(@Nullable OneWay code) {
	}

	record Mixed(@Nullable Code code, Shop.@Nullable Color color, Shop.@Nullable Item item, @Nullable Wrapped wrapped) {
	}

	record Part(int number) {
	}

	static final class Wrapped {

		@JsonUnwrapped
		private @Nullable Part part;

		@SuppressWarnings("unused")
		Wrapped() {
		}

		Wrapped(Part part) {
			this.part = part;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Wrapped wrapped && java.util.Objects.equals(wrapped.part, this.part);
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	record Loose(String text) {

		@JsonValue
		Object value() {
			return this.text;
		}

	}

	record Code(@JsonValue String text) {

		@JsonCreator
		static Code of(String text) {
			return new Code(text);
		}

	}

	static final class OneWay {

		private final String text;

		OneWay(String first) {
			this.text = first;
		}

		@SuppressWarnings("unused")
		OneWay(String first, String second) {
			this.text = first + second;
		}

		@JsonValue
		Map<String, String> content() {
			return Map.of("text", this.text);
		}

	}

	static final class Money {

		private final long cents;

		private final String currency;

		Money(String text) {
			this.cents = Long.parseLong(text) * 100;
			this.currency = "EUR";
		}

		@Override
		public String toString() {
			return this.cents + this.currency;
		}

	}

	/**
	 * Its creator takes the fields in the wrong order.
	 */
	static final class Swapped {

		private final String first;

		private final String second;

		Swapped(String first, String second) {
			this.first = first;
			this.second = second;
		}

		@JsonCreator
		static Swapped of(@JsonProperty("first") String a, @JsonProperty("second") String b) {
			return new Swapped(b, a);
		}

		@Override
		public String toString() {
			return this.first + this.second;
		}

	}

	record Marked(@Nullable Lossy value) {
	}

	/**
	 * Its annotation names a serializer that loses the text.
	 */
	@JsonSerialize(using = LossyWriter.class)
	record Lossy(String text) {
	}

	/**
	 * Writes the text under a name that nobody reads.
	 */
	static final class LossyWriter extends ValueSerializer<Lossy> {

		@Override
		public void serialize(Lossy value, JsonGenerator gen, SerializationContext ctxt) {
			gen.writeStartObject();
			gen.writeName("other");
			gen.writeString("lost");
			gen.writeEndObject();
		}

	}

}
