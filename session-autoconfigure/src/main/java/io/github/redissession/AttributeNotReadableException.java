package io.github.redissession;

import org.jspecify.annotations.Nullable;

/**
 * The stored bytes of a session attribute are not a value that this application may read:
 * their class is unknown or forbidden, their format is unknown, or they are damaged. The
 * message names the attribute; it never holds the value.
 */
public class AttributeNotReadableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String typeName;

	public AttributeNotReadableException(String message) {
		super(message);
		this.typeName = null;
	}

	/**
	 * Creates an exception for a value whose class is named.
	 * @param message the reason
	 * @param typeName the stored name of the class, {@code null} if unknown
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
	 * Returns the stored name of the value's class.
	 * @return the name as the bytes contain it, possibly forged; {@code null} if unknown
	 */
	public @Nullable String getTypeName() {
		return this.typeName;
	}

}
