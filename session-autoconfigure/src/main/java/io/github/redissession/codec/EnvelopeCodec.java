package io.github.redissession.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeCodec;

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

	/** Begins a value that only an {@code EncryptingCodec} can read. */
	private static final int ENCRYPTED = 16;

	private final AttributeFormat format;

	private final Map<AttributeFormat, ValueFormat> formats = new EnumMap<>(AttributeFormat.class);

	private final NamedCodecs codecs;

	private final StandIns standIns;

	private final long compressAbove;

	/**
	 * Creates the codec.
	 * @param settings what it writes and reads
	 * @throws IllegalArgumentException if a setting is invalid; the message names the
	 * property
	 */
	public EnvelopeCodec(CodecSettings settings) {
		this(settings, TypeRules.of(settings));
	}

	EnvelopeCodec(CodecSettings settings, TypeRules rules) {
		this.standIns = rules.standIns();
		this.format = settings.format();
		this.compressAbove = settings.compressAbove();
		JacksonFormat json = JacksonFormat.json(rules);
		Set<AttributeFormat> used = EnumSet.of(AttributeFormat.JSON, this.format);
		used.addAll(settings.readFormats());
		used.forEach((each) -> this.formats.put(each, each.open(rules, json)));
		this.codecs = new NamedCodecs(settings.codecs());
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
	 * different bytes are a different value. So does it with a value that hides secrets,
	 * because an earlier version may have stored them.
	 */
	@Override
	public byte[] encode(String name, Object value, byte[] stored) {
		if (this.codecs.isEmpty() && stored.length > 0 && isImmutable(value.getClass())) {
			byte[] now = encode(name, value);
			if (now[0] == stored[0] && now[0] != Compression.MARK && AttributeFormat.of(now) == this.format) {
				return Arrays.equals(now, stored) ? stored : now;
			}
		}
		StandIn rule = this.standIns.rule(value.getClass());
		if (rule != null && rule.hidesSecrets()) {
			byte[] now = encode(name, value);
			return Arrays.equals(now, stored) ? stored : now;
		}
		return AttributeCodec.super.encode(name, value, stored);
	}

	/**
	 * Writes a value in the configured format. Smile and CBOR fall back to JSON, the only
	 * form for a string that is not valid UTF-16.
	 */
	private byte[] write(Object value) {
		Object safe = this.standIns.withoutSecrets(value);
		byte[] named = (safe != null) ? this.codecs.write(safe) : null;
		return (named != null) ? named : writeStandIn(value, this.standIns.of(value));
	}

	private byte[] writeStandIn(Object original, @Nullable Object value) {
		if (value == null) {
			throw UnfitTypeException.because(original.getClass(),
					"holds nothing that can be stored; if it is an entity, load it first, for example with Hibernate.initialize");
		}
		if (this.format == AttributeFormat.JSON) {
			return format(AttributeFormat.JSON).write(value);
		}
		try {
			byte[] content = format(this.format).write(value);
			return ByteBuffer.allocate(1 + content.length).put((byte) this.format.mark()).put(content).array();
		}
		catch (RuntimeException ex) {
			if (this.format == AttributeFormat.JDK) {
				throw ex;
			}
			return format(AttributeFormat.JSON).write(value);
		}
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		byte[] value = bytes;
		try {
			value = Compression.expand(bytes);
			Object decoded = read(value);
			// An earlier version may have stored some.
			Object safe = (decoded != null) ? this.standIns.withoutSecrets(decoded) : null;
			if (safe != null) {
				return safe;
			}
		}
		catch (RuntimeException | StackOverflowError | LinkageError ex) {
			throw new AttributeNotReadableException(
					"Session attribute '" + name + "' cannot be read: " + Failure.describe(ex), typeOf(value));
		}
		throw new AttributeNotReadableException("Session attribute '" + name + "' cannot be read: it is null");
	}

	private @Nullable Object read(byte[] value) {
		if (value.length == 0) {
			throw UnfitTypeException.format("it is empty");
		}
		int mark = value[0];
		if (mark == NamedCodecs.MARK) {
			return this.codecs.read(value);
		}
		if (mark == ENCRYPTED) {
			throw UnfitTypeException.format("it is encrypted, and redis-session.encryption.keys is not set");
		}
		AttributeFormat found = AttributeFormat.of(value);
		if (found == null) {
			throw UnfitTypeException.format("its format is unknown");
		}
		return format(found).read(value, found.offset());
	}

	private ValueFormat format(AttributeFormat wanted) {
		ValueFormat found = this.formats.get(wanted);
		if (found == null) {
			throw UnfitTypeException.format("its format " + wanted + " is not among redis-session.codec.read-formats");
		}
		return found;
	}

	private @Nullable String typeOf(byte[] value) {
		AttributeFormat found = (value.length > 0) ? AttributeFormat.of(value) : null;
		ValueFormat reader = (found != null) ? this.formats.get(found) : null;
		return (found != null && reader != null) ? reader.typeOf(value, found.offset()) : null;
	}

	@Override
	public boolean isImmutable(Class<?> type) {
		return JdkTypes.isValue(type);
	}

}
