package io.github.redissession.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.SessionAttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Stand-ins are written in every format, at the top and inside other values.
 */
class StandInTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of(StandInTests.class.getPackageName()),
			StandInTests.class.getClassLoader());

	private static final StandIns RULES = new StandIns(
			List.of(new SubLists(), new KeySets(), new Unloaded(), new WithoutPin(), new Numbered()));

	private static EnvelopeCodec codec(CodecSettings settings) {
		TypeRules rules = TypeRules.of(settings);
		return new EnvelopeCodec(settings, new TypeRules(rules.allowed(), rules.schemas(), RULES, rules.libraries(),
				rules.choices(), rules.classLoader()));
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void aStandInComesBackWhereverTheValueWas(AttributeFormat format) {
		EnvelopeCodec codec = codec(SETTINGS.withFormats(format));
		assertComesBackAs(codec, subList(), new ArrayList<>(List.of(1L, 2L)));
		assertComesBackAs(codec, new ArrayList<>(List.of(subList(), "x")),
				new ArrayList<>(List.of(new ArrayList<>(List.of(1L, 2L)), "x")));
		assertComesBackAs(codec, new LinkedHashMap<>(Map.of("a", subList())),
				new LinkedHashMap<>(Map.of("a", new ArrayList<>(List.of(1L, 2L)))));
		assertComesBackAs(codec, new Object[] { subList() }, new Object[] { new ArrayList<>(List.of(1L, 2L)) });
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void aStandInHasTheDeclaredTypesOfItsItems(AttributeFormat format) {
		EnvelopeCodec codec = codec(SETTINGS.withFormats(format));
		Holder holder = new Holder(subList(), keySet(), List.of(keySet()), new Lazy(), subList());
		Holder plain = new Holder(new ArrayList<>(List.of(1L, 2L)), new LinkedHashSet<>(Set.of(5L)),
				List.of(new LinkedHashSet<>(Set.of(5L))), null, new ArrayList<>(List.of(1L, 2L)));
		assertComesBackAs(codec, holder, plain);
		assertThat(codec.encode("a", holder)).isEqualTo(codec.encode("a", plain));
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void whatHasNothingToStoreIsRefusedAtTheTop(AttributeFormat format) {
		EnvelopeCodec codec = codec(SETTINGS.withFormats(format));
		assertThatExceptionOfType(AttributeNotStorableException.class).isThrownBy(() -> codec.encode("a", new Lazy()))
			.withMessageContaining("Lazy holds nothing that can be stored");
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void aStandInOfTheSameClassIsWrittenInItsOwnForm(AttributeFormat format) {
		EnvelopeCodec codec = codec(SETTINGS.withFormats(format));
		Card card = new Card("visa", "1234");
		assertComesBackAs(codec, card, new Card("visa", ""));
		assertComesBackAs(codec, new ArrayList<>(List.of(card)), new ArrayList<>(List.of(new Card("visa", ""))));
		assertComesBackAs(codec, new Wallet(card), new Wallet(new Card("visa", "")));
		assertComesBackAs(codec, new Coupon(card), new Card("visa", ""));
		assertThat(card.pin()).isEqualTo("1234");
	}

	@Test
	void anOwnCodecTakesTheValueItselfButNoSecret() {
		EnvelopeCodec codec = codec(SETTINGS.withCodecs(List.of(new TextCodec())));
		assertThat(codec.decode("a", codec.encode("a", new Coupon(new Card("a", "1234"))))).isInstanceOf(Coupon.class);
		assertThat(codec.decode("a", codec.encode("a", new Card("visa", "1234")))).isEqualTo(new Card("visa", ""));
	}

	private static void assertComesBackAs(EnvelopeCodec codec, Object value, Object expected) {
		for (int i = 0; i < 2; i++) {
			Object copy = codec.decode("a", codec.encode("a", value));
			assertThat(copy).hasSameClassAs(expected).isEqualTo(expected);
		}
	}

	private static List<Long> subList() {
		return new ArrayList<>(List.of(1L, 2L, 3L)).subList(0, 2);
	}

	private static Set<Long> keySet() {
		return new TreeMap<>(Map.of(5L, "x")).keySet();
	}

	record Holder(List<Long> numbers, Set<Long> keys, List<Set<Long>> nested, @Nullable Object lazy,
			Collection<Long> more) implements Serializable {
	}

	record Card(String name, String pin) implements Serializable {
	}

	record Wallet(Card card) implements Serializable {
	}

	record Coupon(Card card) implements Serializable {
	}

	static final class Lazy {

	}

	private record SubLists() implements StandIn {

		@Override
		public boolean replaces(Class<?> type) {
			return type.getName().endsWith("SubList");
		}

		@Override
		public Object of(Object value) {
			return new ArrayList<>((List<?>) value);
		}

	}

	private record KeySets() implements StandIn {

		@Override
		public boolean replaces(Class<?> type) {
			return type.getName().endsWith("KeySet");
		}

		@Override
		public Object of(Object value) {
			return new LinkedHashSet<>((Set<?>) value);
		}

	}

	private record Unloaded() implements StandIn {

		@Override
		public boolean replaces(Class<?> type) {
			return type == Lazy.class;
		}

		@Override
		public @Nullable Object of(Object value) {
			return null;
		}

	}

	private record WithoutPin() implements StandIn {

		@Override
		public boolean replaces(Class<?> type) {
			return type == Card.class;
		}

		@Override
		public Object of(Object value) {
			return new Card(((Card) value).name(), "");
		}

		@Override
		public boolean keepsClass() {
			return true;
		}

		@Override
		public boolean hidesSecrets() {
			return true;
		}

	}

	/** Its stand-ins need a rule of their own. */
	private record Numbered() implements StandIn {

		@Override
		public boolean replaces(Class<?> type) {
			return type == Coupon.class;
		}

		@Override
		public Object of(Object value) {
			return ((Coupon) value).card();
		}

	}

	private static final class TextCodec implements SessionAttributeCodec {

		@Override
		public String name() {
			return "text";
		}

		@Override
		public boolean supports(Class<?> type) {
			return type == Card.class || type == Coupon.class;
		}

		@Override
		public byte[] encode(Object value) {
			Card card = (value instanceof Coupon coupon) ? coupon.card() : (Card) value;
			return ((value instanceof Coupon) + "," + card.name() + "," + card.pin() + ",").getBytes();
		}

		@Override
		public Object decode(byte[] bytes) {
			String[] parts = new String(bytes).split(",", -1);
			Card card = new Card(parts[1], parts[2]);
			return Boolean.parseBoolean(parts[0]) ? new Coupon(card) : card;
		}

	}

}
