package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.spi.SessionAttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * Every format gives back what it was given, and every format is read next to the others.
 */
class FormatTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of(FormatTests.class.getPackageName()),
			FormatTests.class.getClassLoader());

	private static final EnvelopeCodec JDK = new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.JDK));

	private static final List<EnvelopeCodec> BINARY = List.of(
			new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.SMILE)),
			new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.CBOR)));

	/**
	 * A transient field that the constructor sets, which Java serialization does not
	 * call.
	 */
	private static final Set<String> TRANSIENT = Set.of("login-4");

	static Stream<Map.Entry<String, Object>> samples() {
		return Samples.all().entrySet().stream();
	}

	@ParameterizedTest
	@MethodSource("samples")
	void binaryFormatsGiveBackWhatTheyWereGiven(Map.Entry<String, Object> sample) {
		for (EnvelopeCodec codec : BINARY) {
			byte[] bytes = codec.encode("a", sample.getValue());
			Object read = codec.decode("a", bytes);
			Samples.assertSame(read, sample.getValue(), HexFormat.of().formatHex(bytes));
			assertThat(codec.encode("a", read)).isEqualTo(codec.encode("a", codec.decode("a", bytes)));
		}
	}

	@ParameterizedTest
	@MethodSource("samples")
	void javaSerializationGivesBackWhatJsonDoes(Map.Entry<String, Object> sample) {
		assumeFalse(TRANSIENT.contains(sample.getKey()));
		for (Object value : List.of(sample.getValue(), new ArrayList<>(List.of(sample.getValue())))) {
			Object read = JDK.decode("a", JDK.encode("a", value));
			Samples.assertSame((value == sample.getValue()) ? read : ((List<?>) read).get(0), sample.getValue(),
					sample.getKey());
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatOneFormatHasWrittenIsReadByAnApplicationThatWritesAnother(AttributeFormat written) {
		byte[] bytes = new EnvelopeCodec(SETTINGS.withFormats(written)).encode("a", "text");
		for (AttributeFormat other : AttributeFormat.values()) {
			assertThat(new EnvelopeCodec(SETTINGS.withFormats(other, written)).decode("a", bytes)).isEqualTo("text");
		}
	}

	@Test
	void aFormatThatIsNotToBeReadIsRefusedWithTheProperty() {
		byte[] bytes = new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.JDK)).encode("a", "text");
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> new EnvelopeCodec(SETTINGS).decode("a", bytes))
			.withMessageContaining("redis-session.codec.read-formats");
	}

	@Test
	void anUnknownMarkIsRefused() {
		for (int mark = 0; mark < 32; mark++) {
			byte[] bytes = { (byte) mark, '"', 'a', '"' };
			if (mark != '\t' && mark != '\n' && mark != '\r') {
				assertThatExceptionOfType(AttributeNotReadableException.class)
					.isThrownBy(() -> new EnvelopeCodec(SETTINGS).decode("a", bytes));
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SMILE", "CBOR" })
	void aStringWithoutUtf8IsWrittenAsText(AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
		Object value = new Shop.Box<>("\ud800 and \udc00");
		byte[] bytes = codec.encode("a", value);
		assertThat(bytes[0]).isEqualTo((byte) '{');
		assertThat(codec.decode("a", bytes)).isEqualTo(value);
	}

	@Test
	void whatIsLargeIsCompressedAndWhatIsSmallIsNot() {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withCompressionAbove(1000));
		String large = "the same words again and again; ".repeat(100);
		byte[] bytes = codec.encode("a", large);
		assertThat(bytes).hasSizeLessThan(200);
		assertThat(codec.decode("a", bytes)).isEqualTo(large);
		assertThat(new EnvelopeCodec(SETTINGS).decode("a", bytes)).isEqualTo(large);
		assertThat(codec.encode("a", large)).isEqualTo(bytes);
		assertThat(codec.encode("a", "small")[0]).isEqualTo((byte) '"');
	}

	@Test
	void whatCompressionWouldMakeLargerStaysAsItIs() {
		byte[] noise = new byte[4000];
		new Random(1).nextBytes(noise);
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.CBOR).withCompressionAbove(1000));
		byte[] bytes = codec.encode("a", noise);
		assertThat(bytes[0]).isEqualTo((byte) AttributeFormat.CBOR.mark());
		assertThat((byte[]) codec.decode("a", bytes)).isEqualTo(noise);
	}

	@Test
	void aBombIsRefused() {
		byte[] bomb = Compression.deflate(new byte[16 * 1024 * 1024]);
		byte[] twice = Compression.deflate(bomb);
		byte[] larger = largerThanAllowed();
		for (byte[] bytes : List.of(bomb, twice, larger, new byte[] { Compression.MARK })) {
			assertThatExceptionOfType(AttributeNotReadableException.class)
				.isThrownBy(() -> new EnvelopeCodec(SETTINGS).decode("a", bytes));
		}
	}

	private static byte[] largerThanAllowed() {
		java.util.zip.Deflater deflater = new java.util.zip.Deflater(9, true);
		byte[] input = new byte[32 * 1024 * 1024];
		Arrays.fill(input, (byte) ' ');
		deflater.setInput(input);
		deflater.finish();
		byte[] bytes = new byte[input.length / 100];
		bytes[0] = Compression.MARK;
		int length = deflater.deflate(bytes, 1, bytes.length - 1);
		deflater.end();
		return Arrays.copyOf(bytes, length + 1);
	}

	@Test
	void aFormatOfTheApplicationsOwnIsAskedFirst() {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withCodecs(List.of(new ReversedText())));
		byte[] bytes = codec.encode("a", new StringBuilder("abc"));
		assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("\u0004\u0008reversedcba");
		assertThat(codec.decode("a", bytes)).isInstanceOf(StringBuilder.class).hasToString("abc");
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> new EnvelopeCodec(SETTINGS).decode("a", bytes))
			.withMessageContaining("SessionAttributeCodec");
		for (int length = 0; length < 11; length++) {
			byte[] part = Arrays.copyOf(bytes, length);
			assertThatExceptionOfType(AttributeNotReadableException.class).isThrownBy(() -> codec.decode("a", part));
		}
	}

	@Test
	void twoFormatsOfOneNameAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new EnvelopeCodec(SETTINGS.withCodecs(List.of(new ReversedText(), new ReversedText()))))
			.withMessageContaining("reversed");
	}

	/**
	 * Stands for any library's format.
	 */
	private static final class ReversedText implements SessionAttributeCodec {

		@Override
		public String name() {
			return "reversed";
		}

		@Override
		public boolean supports(Class<?> type) {
			return type == StringBuilder.class;
		}

		@Override
		public byte[] encode(Object value) {
			return new StringBuilder((StringBuilder) value).reverse().toString().getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public Object decode(byte[] bytes) {
			if (bytes.length == 0) {
				throw new IllegalArgumentException("Nothing there");
			}
			return new StringBuilder(new String(bytes, StandardCharsets.UTF_8)).reverse();
		}

	}

}
