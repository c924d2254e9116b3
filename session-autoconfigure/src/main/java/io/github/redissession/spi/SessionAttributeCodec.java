package io.github.redissession.spi;

/**
 * Encodes some classes in a format of the application's own, for example Protocol
 * Buffers. A bean of this type is asked before the configured format.
 * <p>
 * Values stay readable as long as a bean with this name is there, whatever it then says
 * about their class.
 */
public interface SessionAttributeCodec {

	/**
	 * The name of the format, stored with every value.
	 * @return 1 to 100 letters, digits, dots, hyphens and underscores; never changed
	 */
	String name();

	/**
	 * Whether this codec writes the values of a class.
	 * @param type the class of a value
	 * @return whether {@link #encode} is to be called
	 */
	boolean supports(Class<?> type);

	/**
	 * Encodes a value. The same value gives the same bytes.
	 * @param value a value of a supported class
	 * @return the bytes
	 */
	byte[] encode(Object value);

	/**
	 * Decodes a value.
	 * @param bytes what {@link #encode} has written, or forged or damaged bytes; an
	 * exception says that they are no value
	 * @return the value
	 */
	Object decode(byte[] bytes);

}
