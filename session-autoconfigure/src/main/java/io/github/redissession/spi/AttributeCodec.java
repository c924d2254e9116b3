package io.github.redissession.spi;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;

/**
 * Turns a session attribute into bytes and back.
 * <p>
 * An implementation is safe for use by many threads at once and never touches Redis.
 */
public interface AttributeCodec {

	/**
	 * Encodes a value so that {@link #decode} returns an equal object of the same class.
	 * <p>
	 * Two objects that were decoded from the same bytes in this JVM and not changed since
	 * are encoded to the same bytes: this is how a session detects that an attribute was
	 * changed in place. A codec that cannot promise this overrides
	 * {@link #encode(String, Object, byte[])}.
	 * @param name the attribute's name
	 * @param value the value, never {@code null}
	 * @return the bytes, never empty
	 * @throws AttributeNotStorableException if the value could not be read back, for
	 * example because its class is not allowed; the message says what to do
	 */
	byte[] encode(String name, Object value);

	/**
	 * Decodes what {@link #encode} has written, by this or an earlier version of the
	 * application.
	 * @param name the attribute's name
	 * @param bytes the stored bytes, possibly damaged or forged
	 * @return the value, never {@code null}
	 * @throws AttributeNotReadableException if these bytes are not a value that this
	 * application may read; this method throws no other exception, whatever the bytes
	 * contain
	 */
	Object decode(String name, byte[] bytes);

	/**
	 * Encodes a value that may equal the stored one.
	 * <p>
	 * The order of a hash set's elements may differ between the object that was stored
	 * and the one that was read back, and so may their bytes; and a value may have been
	 * stored in another format. Decoding the stored bytes once more shows whether
	 * anything else differs: objects decoded from the same bytes have the same order.
	 * @param name the attribute's name
	 * @param value the value, never {@code null}
	 * @param stored the stored bytes
	 * @return the bytes; {@code stored} itself, the same array, if it contains this value
	 * @throws AttributeNotStorableException if the value could not be read back
	 */
	default byte[] encode(String name, Object value, byte[] stored) {
		byte[] now = encode(name, value);
		if (Arrays.equals(stored, now)) {
			return stored;
		}
		try {
			return Arrays.equals(now, encode(name, decode(name, stored))) ? stored : now;
		}
		catch (AttributeNotReadableException | AttributeNotStorableException ex) {
			return now;
		}
	}

	/**
	 * Returns the codec for the attributes of one session. A codec that binds a value to
	 * its session must bind it to the <em>origin</em>, the id under which the session
	 * began, because stored values do not change when the id does.
	 * @param id the session's id
	 * @param origin the result of {@link #origin} for this id
	 * @return a codec for this session, by default the same for all
	 */
	default AttributeCodec forSession(String id, @Nullable String origin) {
		return this;
	}

	/**
	 * Returns what must be stored besides the attributes so that the values can be read
	 * under an id.
	 * @param id the id under which the session will be stored
	 * @return a text for {@link SessionRecord#ORIGIN}, {@code null} if nothing is needed
	 */
	default @Nullable String origin(String id) {
		return null;
	}

	/**
	 * Whether a value of this class can never change, so that its bytes need not be
	 * compared to detect a change.
	 * @param type the class of a decoded value
	 * @return {@code false} when in doubt
	 */
	default boolean isImmutable(Class<?> type) {
		return false;
	}

}
