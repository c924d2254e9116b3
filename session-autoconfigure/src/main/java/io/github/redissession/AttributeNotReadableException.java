package io.github.redissession;

import org.jspecify.annotations.Nullable;

/**
 * Stored bytes of a session attribute are no value that this application may read: an
 * unknown or forbidden class, an unknown format, or damaged bytes. The message names the
 * attribute; it never holds the value.
 */
public class AttributeNotReadableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String typeName;

	public AttributeNotReadableException(String message) {
		super(message);
		this.typeName = null;
	}

	/**
	 * Creates an exception for a value that tells its class.
	 * @param message what is wrong
	 * @param typeName the name by which the class is stored, {@code null} if unknown
	 */
	public AttributeNotReadableException(String message, @Nullable String typeName) {
		super(message);
		this.typeName = typeName;
	}

	public AttributeNotReadableException(String message, Throwable cause) {
		super(message, cause);
		this.typeName = null;
	}

	/**
	 * The name by which the value's class is stored.
	 * @return the name as the bytes have it, so possibly a forged one; {@code null} if it
	 * is not known
	 */
	public @Nullable String getTypeName() {
		return this.typeName;
	}

}
