package io.github.redissession.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionAttributeCodec;

/**
 * Writes and reads values in the formats that the application defines.
 */
final class NamedCodecs {

	/**
	 * Followed by the length of a name, the name, and the output of the codec of that
	 * name.
	 */
	static final int MARK = 4;

	private final Map<String, SessionAttributeCodec> codecs = new LinkedHashMap<>();

	NamedCodecs(List<SessionAttributeCodec> codecs) {
		codecs.forEach(this::add);
	}

	private void add(SessionAttributeCodec codec) {
		if (!codec.name().matches("[\\w.-]{1,100}")) {
			throw new IllegalArgumentException("The name of the SessionAttributeCodec " + codec.getClass().getName()
					+ " must be 1 to 100 letters, digits, dots, hyphens and underscores");
		}
		if (this.codecs.put(codec.name(), codec) != null) {
			throw new IllegalArgumentException("Two beans of type SessionAttributeCodec are named " + codec.name());
		}
	}

	boolean isEmpty() {
		return this.codecs.isEmpty();
	}

	/**
	 * Writes a value and reads it back at once.
	 * @return the bytes, {@code null} if no codec supports the value's class
	 */
	byte @Nullable [] write(Object value) {
		for (SessionAttributeCodec codec : this.codecs.values()) {
			if (codec.supports(value.getClass())) {
				byte[] name = codec.name().getBytes(StandardCharsets.US_ASCII);
				byte[] content = codec.encode(value);
				if (codec.decode(content.clone()).getClass() != value.getClass()) {
					throw UnfitTypeException.because(value.getClass(), "comes back as another class");
				}
				return ByteBuffer.allocate(2 + name.length + content.length)
					.put((byte) MARK)
					.put((byte) name.length)
					.put(name)
					.put(content)
					.array();
			}
		}
		return null;
	}

	Object read(byte[] value) {
		int length = (value.length > 1) ? value[1] : 0;
		if (length <= 0 || value.length < 2 + length) {
			throw UnfitTypeException.format("it is damaged");
		}
		SessionAttributeCodec codec = this.codecs.get(new String(value, 2, length, StandardCharsets.US_ASCII));
		if (codec == null) {
			throw UnfitTypeException.format("there is no SessionAttributeCodec bean for its format");
		}
		return codec.decode(Arrays.copyOfRange(value, 2 + length, value.length));
	}

}
