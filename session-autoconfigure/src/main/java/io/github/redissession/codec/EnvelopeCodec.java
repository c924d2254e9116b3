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

	private final FormatRules choices;

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
		this.choices = settings.choices();
		this.compressAbove = settings.compressAbove();
		JacksonFormat json = JacksonFormat.json(rules);
		Set<AttributeFormat> used = EnumSet.of(AttributeFormat.JSON, this.format);
		used.addAll(settings.readFormats());
		used.addAll(this.choices.formats());
		used.forEach((each) -> this.formats.put(each, each.open(rules, json)));
		this.codecs = new NamedCodecs(settings.codecs());
	}

	@Override
	public byte[] encode(String name, Object value) {
		return encodeUnless(name, value, null);
	}

	private byte[] encodeUnless(String name, Object value, byte @Nullable [] known) {
		try {
			byte[] bytes = write(value, format(name, value), known);
			if (bytes.length > MAX_BYTES) {
				throw UnfitTypeException.because(value.getClass(),
						"takes more than 16 MiB, which could not be read back");
			}
			return (bytes.length > this.compressAbove) ? Compression.deflate(bytes) : bytes;
		}
		catch (RuntimeException | StackOverflowError | LinkageError ex) {
			String reason = Failure.describe(ex);
			throw new AttributeNotStorableException("Session attribute '" + name + "' of type "
					+ value.getClass().getName() + " cannot be stored: " + reason + hint(name, reason));
		}
	}

	private static String hint(String name, String reason) {
		boolean named = reason.contains(AllowedTypes.PROPERTY) || reason.contains(FormatRules.PROPERTY);
		return named ? ProcessLocks.line(reason, name) : " (" + AllowedTypes.PROPERTY + " lists the allowed packages)";
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
			if (now[0] == stored[0] && now[0] != Compression.MARK && AttributeFormat.of(now) == format(name, value)) {
				return Arrays.equals(now, stored) ? stored : now;
			}
		}
		byte[] now = encodeUnless(name, value, stored);
		StandIn rule = this.standIns.rule(value.getClass());
		if (Arrays.equals(stored, now)) {
			return stored;
		}
		if (rule != null && rule.hidesSecrets()) {
			return now;
		}
		try {
			return Arrays.equals(now, encodeUnless(name, decode(name, stored), now)) ? stored : now;
		}
		catch (AttributeNotReadableException | AttributeNotStorableException ex) {
			return now;
		}
	}

	private AttributeFormat format(String name, Object value) {
		AttributeFormat chosen = this.choices.format(name, value.getClass());
		return (chosen != null) ? chosen : this.format;
	}

	/**
	 * Writes a value in the configured format. Smile and CBOR fall back to JSON, the only
	 * form for a string that is not valid UTF-16.
	 */
	private byte[] write(Object value, AttributeFormat wanted, byte @Nullable [] known) {
		Object safe = this.standIns.withoutSecrets(value);
		byte[] named = (safe != null) ? this.codecs.write(safe) : null;
		return (named != null) ? named : writeStandIn(value, this.standIns.of(value), wanted, known);
	}

	private byte[] writeStandIn(Object original, @Nullable Object value, AttributeFormat wanted,
			byte @Nullable [] known) {
		if (value == null) {
			throw UnfitTypeException.because(original.getClass(),
					"holds nothing that can be stored; if it is an entity, load it first, for example with Hibernate.initialize");
		}
		if (wanted == AttributeFormat.JSON) {
			return format(AttributeFormat.JSON).write(value, known);
		}
		try {
			byte[] content = format(wanted).write(value, known);
			return ByteBuffer.allocate(1 + content.length).put((byte) wanted.mark()).put(content).array();
		}
		catch (RuntimeException ex) {
			if (wanted == AttributeFormat.JDK) {
				throw ex;
			}
			return format(AttributeFormat.JSON).write(value, known);
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
