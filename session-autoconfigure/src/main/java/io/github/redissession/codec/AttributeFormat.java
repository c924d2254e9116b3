package io.github.redissession.codec;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The format of an attribute's bytes.
 */
public enum AttributeFormat {

	/** Readable text, the only format without a mark. */
	JSON(0),

	/** Jackson's binary JSON; needs {@code jackson-dataformat-smile}. */
	SMILE(1),

	/** CBOR, RFC 8949; needs {@code jackson-dataformat-cbor}. */
	CBOR(2),

	/** Java serialization, limited to the same allowed classes. */
	JDK(3);

	private final int mark;

	AttributeFormat(int mark) {
		this.mark = mark;
	}

	/**
	 * Returns the formats that read allowed classes only, by their fields, and whose
	 * modules are on the class path.
	 */
	static Set<AttributeFormat> safe(ClassLoader classLoader) {
		Set<AttributeFormat> formats = EnumSet.of(JSON, SMILE, CBOR);
		formats.removeIf((each) -> !each.isPresent(classLoader));
		return formats;
	}

	/**
	 * Recognizes the format by the first byte. JSON begins with a printable character,
	 * with whitespace if it was written by hand, or with a byte order mark, a negative
	 * byte.
	 */
	static @Nullable AttributeFormat of(byte[] value) {
		int mark = value[0];
		if (mark >= ' ' || mark < 0 || mark == '\t' || mark == '\n' || mark == '\r') {
			return JSON;
		}
		for (AttributeFormat each : values()) {
			if (each != JSON && each.mark == mark) {
				return each;
			}
		}
		return null;
	}

	/**
	 * Creates what writes and reads the format.
	 * @param rules the rules for all formats
	 * @param json the format JSON
	 * @return the format
	 * @throws IllegalArgumentException if its module is not on the class path
	 */
	ValueFormat open(TypeRules rules, JacksonFormat json) {
		if (!isPresent(rules.classLoader())) {
			String name = name().toLowerCase(Locale.ROOT);
			throw new IllegalArgumentException(
					"redis-session.codec.format, formats or read-formats is %s, which needs tools.jackson.dataformat:jackson-dataformat-%s on the class path"
						.formatted(name, name));
		}
		return switch (this) {
			case JSON -> json;
			case SMILE -> SmileFormat.create(rules, json);
			case CBOR -> CborFormat.create(rules, json);
			case JDK -> new JdkFormat(rules, json);
		};
	}

	private boolean isPresent(ClassLoader classLoader) {
		return switch (this) {
			case JSON, JDK -> true;
			case SMILE -> ClassUtils.isPresent("tools.jackson.dataformat.smile.SmileMapper", classLoader);
			case CBOR -> ClassUtils.isPresent("tools.jackson.dataformat.cbor.CBORMapper", classLoader);
		};
	}

	/**
	 * Returns the first byte of a value; it is part of the storage format.
	 */
	int mark() {
		return this.mark;
	}

	/**
	 * Returns the number of bytes before a value's content.
	 */
	int offset() {
		return (this == JSON) ? 0 : 1;
	}

}
