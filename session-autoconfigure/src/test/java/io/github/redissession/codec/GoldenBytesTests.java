package io.github.redissession.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.redissession.security.EncryptingCodec;
import io.github.redissession.security.KeyRing;
import io.github.redissession.spi.AttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that an earlier version has stored stay readable: the lines of the golden
 * files, one file for each format, are never changed, only added to.
 */
class GoldenBytesTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of(GoldenBytesTests.class.getPackageName()),
			GoldenBytesTests.class.getClassLoader());

	private static final EnvelopeCodec CODEC = new EnvelopeCodec(SETTINGS);

	private static final Map<String, Object> SAMPLES = Samples.all();

	private static final Pattern SECRET_OF_CLIENT = Pattern.compile("clientSecret.{1,4}secret", Pattern.DOTALL);

	private static final String SESSION = "fWv_Eh3uqx2PTwyy5fJsLQ";

	private static final String OTHER_SESSION = "AAAAAAAAAAAAAAAAAAAAAA";

	static Stream<String> lines() throws IOException {
		return lines("golden.txt");
	}

	static Stream<String> smile() throws IOException {
		return lines("golden-smile.txt");
	}

	static Stream<String> cbor() throws IOException {
		return lines("golden-cbor.txt");
	}

	static Stream<String> jdk() throws IOException {
		return lines("golden-jdk.txt");
	}

	static Stream<String> deflated() throws IOException {
		return lines("golden-deflate.txt");
	}

	static Stream<String> encrypted() throws IOException {
		return lines("golden-encrypted.txt");
	}

	private static Stream<String> lines(String name) throws IOException {
		try (InputStream golden = GoldenBytesTests.class.getResourceAsStream(name)) {
			return new String(golden.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("lines")
	void isReadAsItWasAndWrittenTheSame(String line) {
		String name = name(line);
		String json = line.substring(line.indexOf(' ') + 1);
		Object value = CODEC.decode(name, json.getBytes(StandardCharsets.UTF_8));
		Samples.assertSame(value, SAMPLES.get(name), json);
		if (holdsSecrets(json.getBytes(StandardCharsets.UTF_8))) {
			assertThat(holdsSecrets(CODEC.encode(name, value))).isFalse();
			return;
		}
		assertThat(new String(CODEC.encode(name, value), StandardCharsets.UTF_8)).isEqualTo(json);
	}

	@ParameterizedTest
	@MethodSource("smile")
	void smileIsReadAsItWasAndWrittenTheSame(String line) {
		assertReadAndWrittenTheSame(line, AttributeFormat.SMILE);
	}

	@ParameterizedTest
	@MethodSource("cbor")
	void cborIsReadAsItWasAndWrittenTheSame(String line) {
		assertReadAndWrittenTheSame(line, AttributeFormat.CBOR);
	}

	@ParameterizedTest
	@MethodSource("jdk")
	void javaSerializationIsReadAsItWas(String line) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.JDK));
		Samples.assertSame(codec.decode(name(line), bytes(line)), SAMPLES.get(name(line)), line);
	}

	@ParameterizedTest
	@MethodSource("deflated")
	void compressedValuesAreReadAsTheyWere(String line) {
		Samples.assertSame(CODEC.decode(name(line), bytes(line)), SAMPLES.get(name(line)), line);
	}

	@ParameterizedTest
	@MethodSource("encrypted")
	void encryptedValuesAreReadAsTheyWere(String line) {
		AttributeCodec codec = encrypting().forSession(SESSION, null);
		Samples.assertSame(codec.decode(name(line), bytes(line)), SAMPLES.get(name(line)), line);
	}

	@Test
	void anEncryptedOriginIsReadAsItWas() throws IOException {
		String origin = lines("golden-origin.txt").toList().get(0);
		AttributeCodec codec = encrypting().forSession(OTHER_SESSION, origin);
		lines("golden-encrypted.txt").forEach((line) -> assertThat(codec.decode(name(line), bytes(line))).isNotNull());
	}

	static EncryptingCodec encrypting() {
		byte[] key = new byte[32];
		for (int i = 0; i < key.length; i++) {
			key[i] = (byte) i;
		}
		return new EncryptingCodec(CODEC, KeyRing.parse(List.of("2026-11:" + Base64.getEncoder().encodeToString(key))),
				"session", false);
	}

	private static void assertReadAndWrittenTheSame(String line, AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
		Object value = CODEC.decode(name(line), bytes(line));
		Samples.assertSame(value, SAMPLES.get(name(line)), line);
		if (holdsSecrets(bytes(line))) {
			assertThat(holdsSecrets(codec.encode(name(line), value))).isFalse();
			return;
		}
		assertThat(codec.encode(name(line), value)).isEqualTo(bytes(line));
	}

	/**
	 * Returns whether a saved request holds its cookies, or an OAuth 2 client its secret,
	 * as no version writes them any more.
	 */
	private static boolean holdsSecrets(byte[] stored) {
		String text = new String(stored, StandardCharsets.ISO_8859_1);
		return text.contains("theme=dark") || SECRET_OF_CLIENT.matcher(text).find();
	}

	private static String name(String line) {
		return line.substring(0, line.indexOf(' '));
	}

	private static byte[] bytes(String line) {
		return HexFormat.of().parseHex(line.substring(line.indexOf(' ') + 1));
	}

}
