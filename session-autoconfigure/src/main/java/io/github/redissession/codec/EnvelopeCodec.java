package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.SessionAttributeCodec;

/**
 * Stores attributes in one of several formats, identified by the first byte. A value
 * comes back equal and of the same class.
 * <p>
 * A value whose first byte can begin JSON is JSON. Bytes that cannot begin JSON mark all
 * other formats; {@code docs/storage.md} lists them.
 */
public final class EnvelopeCodec implements AttributeCodec {

	/** The largest value, compressed or not, that is written or read. */
	public static final int MAX_BYTES = 16 * 1024 * 1024;

	/**
	 * Followed by the length of a name, the name, and the output of the codec of that
	 * name.
	 */
	private static final int NAMED = 4;

	/** Begins a value that only an {@code EncryptingCodec} can read. */
	private static final int ENCRYPTED = 16;

	private final AttributeFormat format;

	private final Map<AttributeFormat, ValueFormat> formats = new EnumMap<>(AttributeFormat.class);

	private final JacksonFormat json;

	private final Map<String, SessionAttributeCodec> codecs = new LinkedHashMap<>();

	private final long compressAbove;

	/**
	 * Creates the codec.
	 * @param settings what it writes and reads
	 * @throws IllegalArgumentException if a setting is invalid; the message names the
	 * property
	 */
	public EnvelopeCodec(CodecSettings settings) {
		TypeRules rules = TypeRules.of(settings);
		this.format = settings.format();
		this.compressAbove = settings.compressAbove();
		this.json = JacksonFormat.json(rules);
		Set<AttributeFormat> used = EnumSet.of(AttributeFormat.JSON, this.format);
		used.addAll(settings.readFormats());
		used.forEach((each) -> this.formats.put(each, open(each, rules)));
		settings.codecs().forEach(this::add);
	}

	/**
	 * Returns the formats that read allowed classes only, by their fields, and whose
	 * modules are on the class path.
	 */
	static Set<AttributeFormat> safeFormats(ClassLoader classLoader) {
		Set<AttributeFormat> formats = EnumSet.of(AttributeFormat.JSON, AttributeFormat.SMILE, AttributeFormat.CBOR);
		formats.removeIf((each) -> !isPresent(each, classLoader));
		return formats;
	}

	private static boolean isPresent(AttributeFormat format, ClassLoader classLoader) {
		return switch (format) {
			case JSON, JDK -> true;
			case SMILE -> ClassUtils.isPresent("tools.jackson.dataformat.smile.SmileMapper", classLoader);
			case CBOR -> ClassUtils.isPresent("tools.jackson.dataformat.cbor.CBORMapper", classLoader);
		};
	}

	private ValueFormat open(AttributeFormat each, TypeRules rules) {
		if (!isPresent(each, rules.classLoader())) {
			String name = each.name().toLowerCase(Locale.ROOT);
			throw new IllegalArgumentException(
					"redis-session.codec.format or read-formats is %s, which needs tools.jackson.dataformat:jackson-dataformat-%s on the class path"
						.formatted(name, name));
		}
		return switch (each) {
			case JSON -> this.json;
			case SMILE -> SmileFormat.create(rules, this.json);
			case CBOR -> CborFormat.create(rules, this.json);
			case JDK -> new JdkFormat(rules);
		};
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

	@Override
	public byte[] encode(String name, Object value) {
		try {
			byte[] bytes = write(value);
			if (bytes.length > MAX_BYTES) {
				throw UnfitTypeException.because(value.getClass(),
						"takes more than 16 MiB, which could not be read back");
			}
			return (bytes.length > this.compressAbove) ? Compression.deflate(bytes) : bytes;
		}
		catch (RuntimeException | StackOverflowError | LinkageError ex) {
			String reason = Failure.describe(ex);
			throw new AttributeNotStorableException(
					"Session attribute '" + name + "' of type " + value.getClass().getName() + " cannot be stored: "
							+ reason + (reason.contains(AllowedTypes.PROPERTY) ? ""
									: " (" + AllowedTypes.PROPERTY + " lists the allowed packages)"));
		}
	}

	/**
	 * Compares the bytes of an immutable value, which a format writes in one way only:
	 * different bytes are a different value.
	 */
	@Override
	public byte[] encode(String name, Object value, byte[] stored) {
		if (this.codecs.isEmpty() && stored.length > 0 && isImmutable(value.getClass())) {
			byte[] now = encode(name, value);
			if (now[0] == stored[0] && now[0] != Compression.MARK && formatOf(now) == this.format) {
				return Arrays.equals(now, stored) ? stored : now;
			}
		}
		return AttributeCodec.super.encode(name, value, stored);
	}

	private byte[] write(Object value) {
		for (SessionAttributeCodec codec : this.codecs.values()) {
			if (codec.supports(value.getClass())) {
				return writeNamed(codec, value);
			}
		}
		if (this.format == AttributeFormat.JDK) {
			return marked(this.format.mark(), "", format(this.format).write(value));
		}
		return (this.format != AttributeFormat.JSON) ? writeBinary(value) : this.json.write(value);
	}

	/**
	 * Falls back to JSON, the only form for a string that is not valid UTF-16.
	 */
	private byte[] writeBinary(Object value) {
		byte[] content;
		try {
			content = format(this.format).write(value);
		}
		catch (RuntimeException ex) {
			return this.json.write(value);
		}
		return marked(this.format.mark(), "", content);
	}

	private static byte[] writeNamed(SessionAttributeCodec codec, Object value) {
		byte[] bytes = marked(NAMED, codec.name(), codec.encode(value));
		Object copy = codec.decode(content(bytes, 2 + codec.name().length()));
		if (copy.getClass() != value.getClass()) {
			throw UnfitTypeException.because(value.getClass(), "comes back as another class");
		}
		return bytes;
	}

	private static byte[] marked(int mark, String name, byte[] content) {
		byte[] label = name.getBytes(StandardCharsets.US_ASCII);
		int offset = (mark == NAMED) ? 2 + label.length : 1;
		byte[] bytes = new byte[offset + content.length];
		bytes[0] = (byte) mark;
		if (mark == NAMED) {
			bytes[1] = (byte) label.length;
			System.arraycopy(label, 0, bytes, 2, label.length);
		}
		System.arraycopy(content, 0, bytes, offset, content.length);
		return bytes;
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		byte[] value = bytes;
		try {
			value = expand(bytes);
			Object decoded = read(value);
			if (decoded != null) {
				return decoded;
			}
		}
		catch (RuntimeException | StackOverflowError | LinkageError ex) {
			throw new AttributeNotReadableException(
					"Session attribute '" + name + "' cannot be read: " + Failure.describe(ex), typeOf(value));
		}
		throw new AttributeNotReadableException("Session attribute '" + name + "' cannot be read: it is null");
	}

	private static byte[] expand(byte[] bytes) {
		if (bytes.length > MAX_BYTES) {
			throw UnfitTypeException.format("it is too large");
		}
		return (bytes.length > 0 && bytes[0] == Compression.MARK) ? Compression.inflate(bytes) : bytes;
	}

	private @Nullable Object read(byte[] value) {
		if (value.length == 0) {
			throw UnfitTypeException.format("it is empty");
		}
		int mark = value[0];
		if (mark == NAMED) {
			return readNamed(value);
		}
		if (mark == ENCRYPTED) {
			throw UnfitTypeException.format("it is encrypted, and redis-session.encryption.keys is not set");
		}
		AttributeFormat found = formatOf(value);
		if (found == null) {
			throw UnfitTypeException.format("its format is unknown");
		}
		return format(found).read(value, (found == AttributeFormat.JSON) ? 0 : 1);
	}

	private Object readNamed(byte[] value) {
		int length = (value.length > 1) ? value[1] : 0;
		if (length <= 0 || value.length < 2 + length) {
			throw UnfitTypeException.format("it is damaged");
		}
		SessionAttributeCodec codec = this.codecs.get(new String(value, 2, length, StandardCharsets.US_ASCII));
		if (codec == null) {
			throw UnfitTypeException.format("there is no SessionAttributeCodec bean for its format");
		}
		return codec.decode(content(value, 2 + length));
	}

	private static byte[] content(byte[] value, int offset) {
		return Arrays.copyOfRange(value, offset, value.length);
	}

	private ValueFormat format(AttributeFormat wanted) {
		ValueFormat found = this.formats.get(wanted);
		if (found == null) {
			throw UnfitTypeException.format("its format " + wanted + " is not among redis-session.codec.read-formats");
		}
		return found;
	}

	/**
	 * Recognizes the format by the first byte. JSON begins with a printable character,
	 * with whitespace if it was written by hand, or with a byte order mark, a negative
	 * byte.
	 */
	private static @Nullable AttributeFormat formatOf(byte[] value) {
		int mark = value[0];
		if (mark >= ' ' || mark < 0 || mark == '\t' || mark == '\n' || mark == '\r') {
			return AttributeFormat.JSON;
		}
		for (AttributeFormat each : AttributeFormat.values()) {
			if (each != AttributeFormat.JSON && each.mark() == mark) {
				return each;
			}
		}
		return null;
	}

	private @Nullable String typeOf(byte[] value) {
		AttributeFormat found = (value.length > 0) ? formatOf(value) : null;
		ValueFormat reader = (found != null) ? this.formats.get(found) : null;
		return (reader != null) ? reader.typeOf(value, (found == AttributeFormat.JSON) ? 0 : 1) : null;
	}

	@Override
	public boolean isImmutable(Class<?> type) {
		return JdkTypes.isValue(type);
	}

}
