package io.github.redissession.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever value is made of what a session can hold comes back equal, of the same class,
 * and to the same bytes; from a fixed seed, so that a failure can be repeated.
 */
class GeneratedValuesTests {

	private static final int VALUES = 1000;

	private static final int DEPTH = 5;

	@ParameterizedTest
	@EnumSource(names = { "JSON", "SMILE", "CBOR" })
	void comesBackEqualAndOfTheSameClass(AttributeFormat format) {
		CodecSettings settings = CodecSettings
			.of(List.of(GeneratedValuesTests.class.getPackageName()), GeneratedValuesTests.class.getClassLoader())
			.withFormats(format);
		EnvelopeCodec plain = new EnvelopeCodec(settings);
		EnvelopeCodec compressing = new EnvelopeCodec(settings.withCompressionAbove(50));
		for (int seed = 0; seed < VALUES; seed++) {
			Object value = value(new Random(seed), DEPTH);
			byte[] bytes = plain.encode("a", value);
			Object read = plain.decode("a", bytes);
			assertThat(read).as("seed %d", seed).isEqualTo(value).hasSameClassAs(value);
			assertThat(plain.encode("a", read, bytes)).as("seed %d", seed).isSameAs(bytes);
			assertThat(plain.decode("a", compressing.encode("a", value))).as("seed %d", seed).isEqualTo(value);
		}
	}

	private static Object value(Random random, int depth) {
		return (depth > 0 && random.nextInt(3) > 0) ? container(random, depth - 1) : scalar(random);
	}

	private static Object container(Random random, int depth) {
		List<Object> items = new ArrayList<>();
		for (int i = random.nextInt(5); i >= 0; i--) {
			items.add(value(random, depth));
		}
		return switch (random.nextInt(10)) {
			case 0 -> items;
			case 1 -> List.copyOf(items);
			case 2 -> new HashSet<>(items);
			case 3 -> map(new HashMap<>(), items, random);
			case 4 -> map(new LinkedHashMap<>(), items, random);
			case 5 -> map(new TreeMap<>(), items, random);
			case 6 -> Optional.of(items.get(0));
			case 7 -> new Shop.Box<>(items.get(0));
			case 8 -> Map.of(items.get(0), items);
			default -> new Shop.Box<>(items);
		};
	}

	private static Object map(Map<String, Object> map, List<Object> items, Random random) {
		items.forEach((item) -> map.put(text(random), item));
		return map;
	}

	private static Object scalar(Random random) {
		return switch (random.nextInt(18)) {
			case 0 -> random.nextInt();
			case 1 -> random.nextLong();
			case 2 -> random.nextDouble() * Math.pow(10, random.nextInt(600) - 300);
			case 3 -> random.nextFloat();
			case 4 -> random.nextBoolean();
			case 5 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(100) - 50);
			case 6 -> new BigInteger(random.nextInt(200), random);
			case 7 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
			case 8 -> LocalDate.ofEpochDay(random.nextInt(1_000_000));
			case 9 -> Duration.ofNanos(random.nextLong());
			case 10 -> new UUID(random.nextLong(), random.nextLong());
			case 11 -> Locale.getAvailableLocales()[random.nextInt(50)];
			case 12 -> (short) random.nextInt();
			case 13 -> (byte) random.nextInt();
			case 14 -> (char) random.nextInt(0xd800);
			case 15 -> Shop.Color.values()[random.nextInt(2)];
			case 16 -> Shop.item();
			default -> text(random);
		};
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(12); i > 0; i--) {
			switch (random.nextInt(4)) {
				case 0 -> text.appendCodePoint(random.nextInt(0x20));
				case 1 -> text.appendCodePoint("@#:<>[]{}\"\\'".codePointAt(random.nextInt(12)));
				case 2 -> text.appendCodePoint(0x1f300 + random.nextInt(500));
				default -> text.appendCodePoint('a' + random.nextInt(26));
			}
		}
		return text.toString();
	}

}
