package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every value comes back equal and of the same class.
 */
class RoundTripTests {

	private static final EnvelopeCodec CODEC = new EnvelopeCodec(
			CodecSettings.of(List.of(RoundTripTests.class.getPackageName()), RoundTripTests.class.getClassLoader()));

	static Stream<Map.Entry<String, Object>> samples() {
		return Samples.all().entrySet().stream();
	}

	@ParameterizedTest
	@MethodSource("samples")
	void comesBackEqualAndOfTheSameClass(Map.Entry<String, Object> sample) {
		byte[] bytes = CODEC.encode("a", sample.getValue());
		Object read = CODEC.decode("a", bytes);
		Samples.assertSame(read, sample.getValue(), new String(bytes, StandardCharsets.UTF_8));
	}

	@ParameterizedTest
	@MethodSource("samples")
	void twoCopiesAreEncodedToTheSameBytes(Map.Entry<String, Object> sample) {
		byte[] bytes = CODEC.encode("a", sample.getValue());
		byte[] first = CODEC.encode("a", CODEC.decode("a", bytes));
		byte[] second = CODEC.encode("a", CODEC.decode("a", bytes));
		assertThat(new String(second, StandardCharsets.UTF_8)).isEqualTo(new String(first, StandardCharsets.UTF_8));
	}

}
