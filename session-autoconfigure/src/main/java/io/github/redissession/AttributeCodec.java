package io.github.redissession;

/**
 * Turns a session attribute into bytes and back.
 * <p>
 * An implementation is safe for use by many threads at once and never touches Redis.
 */
public interface AttributeCodec {

	/**
	 * Encodes a value so that {@link #decode} gives back an equal object of the same
	 * class.
	 * <p>
	 * Two objects that were decoded from the same bytes in this JVM and not changed since
	 * are encoded to the same bytes: a session uses that to find out whether an attribute
	 * was changed in place.
	 * @param name the attribute's name, for messages only
	 * @param value the value, never {@code null}
	 * @return the bytes, never empty
	 * @throws AttributeNotStorableException if the value could not be read back, for
	 * example because its class is not allowed; the message says what to do
	 */
	byte[] encode(String name, Object value);

	/**
	 * Decodes what {@link #encode} has written, by this or an earlier version of the
	 * application.
	 * @param name the attribute's name, for messages only
	 * @param bytes the stored bytes, possibly damaged or forged
	 * @return the value, never {@code null}
	 * @throws AttributeNotReadableException if these bytes are no value that this
	 * application may read; no other exception leaves this method, whatever the bytes
	 * hold
	 */
	Object decode(String name, byte[] bytes);

	/**
	 * Whether a value of this class can never change, so that nobody needs to compare its
	 * bytes to find out.
	 * @param type the class of a decoded value
	 * @return {@code false} when in doubt
	 */
	default boolean isImmutable(Class<?> type) {
		return false;
	}

}
