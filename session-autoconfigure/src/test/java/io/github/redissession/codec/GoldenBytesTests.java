package io.github.redissession.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that an earlier version has stored stay readable: the lines of
 * {@code golden.txt} are never changed, only added to.
 */
class GoldenBytesTests {

	private static final EnvelopeCodec CODEC = new EnvelopeCodec(CodecSettings
		.of(List.of(GoldenBytesTests.class.getPackageName()), GoldenBytesTests.class.getClassLoader()));

	private static final Map<String, Object> SAMPLES = Samples.all();

	static Stream<String> lines() throws IOException {
		try (InputStream golden = GoldenBytesTests.class.getResourceAsStream("golden.txt")) {
			return new String(golden.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("lines")
	void isReadAsItWasAndWrittenTheSame(String line) {
		String name = line.substring(0, line.indexOf(' '));
		String json = line.substring(line.indexOf(' ') + 1);
		Object expected = SAMPLES.get(name);
		Object value = CODEC.decode(name, json.getBytes(StandardCharsets.UTF_8));
		Samples.assertSame(value, expected, json);
		assertThat(new String(CODEC.encode(name, value), StandardCharsets.UTF_8)).isEqualTo(json);
	}

}
