package io.github.redissession.spi;

/**
 * Encodes some classes in the application's own format, for example Protocol Buffers. A
 * bean of this type takes precedence over the configured format.
 * <p>
 * Values stay readable as long as a bean with this name exists, even if it no longer
 * supports their class.
 */
public interface SessionAttributeCodec {

	/**
	 * Returns the name of the format, which is stored with every value.
	 * @return 1 to 100 letters, digits, dots, hyphens and underscores; never changed
	 */
	String name();

	/**
	 * Whether this codec writes the values of a class.
	 * @param type the class of a value
	 * @return {@code true} if {@link #encode} accepts them
	 */
	boolean supports(Class<?> type);

	/**
	 * Encodes a value. Equal values must produce equal bytes.
	 * @param value a value of a supported class
	 * @return the bytes
	 */
	byte[] encode(Object value);

	/**
	 * Decodes a value.
	 * @param bytes the result of {@link #encode}, or forged or damaged bytes, for which
	 * this method throws an exception
	 * @return the value
	 */
	Object decode(byte[] bytes);

}
