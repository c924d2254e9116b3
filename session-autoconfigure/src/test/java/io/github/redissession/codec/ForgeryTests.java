package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.redissession.AttributeNotReadableException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * Whatever the bytes are, they give a value or one kind of exception, and soon.
 */
class ForgeryTests {

	private static final int ROUNDS = 20_000;

	private static final EnvelopeCodec CODEC = new EnvelopeCodec(
			CodecSettings.of(List.of(ForgeryTests.class.getPackageName()), ForgeryTests.class.getClassLoader()));

	private static final String[] TOKENS = { "{", "}", "[", "]", "\"", ":", ",", "null", "true", "-1", "1e999", "NaN",
			"{\"@Long\":", "{\"@HashMap\":", "{\"@com.sun.rowset.JdbcRowSetImpl\":{}}", "\"@class\":", "\\ud800",
			"\"@Instant\"", "9999999999999999999999", "\u0000", "\ufffe" };

	@Test
	void damagedBytesGiveAValueOrOneException() {
		Random random = new Random(42);
		List<byte[]> valid = new ArrayList<>();
		Samples.all()
			.values()
			.stream()
			.map((value) -> CODEC.encode("a", value))
			.filter((bytes) -> bytes.length < 5000)
			.forEach(valid::add);
		assertTimeout(Duration.ofSeconds(20), () -> {
			for (int i = 0; i < ROUNDS; i++) {
				byte[] bytes = damage(valid.get(random.nextInt(valid.size())), valid, random);
				try {
					assertThat(CODEC.decode("a", bytes)).isNotNull();
				}
				catch (AttributeNotReadableException ex) {
					assertThat(ex.getMessage()).startsWith("Session attribute 'a'").hasSizeLessThan(1000);
				}
			}
		});
	}

	@Test
	void everyTruncationIsRefused() {
		for (Object value : Samples.all().values()) {
			byte[] bytes = CODEC.encode("a", value);
			if (bytes.length > 5000 || value instanceof Number) {
				continue;
			}
			for (int i = 0; i < bytes.length; i++) {
				byte[] part = java.util.Arrays.copyOf(bytes, i);
				assertThatExceptionOfType(AttributeNotReadableException.class)
					.isThrownBy(() -> CODEC.decode("a", part));
			}
		}
	}

	private static byte[] damage(byte[] original, List<byte[]> others, Random random) {
		byte[] bytes = original.clone();
		switch (random.nextInt(4)) {
			case 0 -> {
				for (int i = 0; i <= random.nextInt(3); i++) {
					bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
				}
				return bytes;
			}
			case 1 -> {
				return splice(bytes, TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8), random);
			}
			case 2 -> {
				return splice(bytes, others.get(random.nextInt(others.size())), random);
			}
			default -> {
				String json = new String(bytes, StandardCharsets.UTF_8);
				String other = new String(others.get(random.nextInt(others.size())), StandardCharsets.UTF_8);
				String id = other.startsWith("{\"@") ? other.substring(0, other.indexOf(':')) : "{\"@Long\"";
				return json.replaceFirst("\\{\"@[^\"]*\"", java.util.regex.Matcher.quoteReplacement(id))
					.getBytes(StandardCharsets.UTF_8);
			}
		}
	}

	private static byte[] splice(byte[] bytes, byte[] part, Random random) {
		int from = random.nextInt(bytes.length);
		int to = Math.min(bytes.length, from + random.nextInt(4));
		byte[] result = new byte[from + part.length + bytes.length - to];
		System.arraycopy(bytes, 0, result, 0, from);
		System.arraycopy(part, 0, result, from, part.length);
		System.arraycopy(bytes, to, result, from + part.length, bytes.length - to);
		return result;
	}

}
