package io.github.redissession;

/**
 * Stored bytes of a session attribute are no value that this application may read: an
 * unknown or forbidden class, an unknown format, or damaged bytes. The message names the
 * attribute; it never holds the value.
 */
public class AttributeNotReadableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public AttributeNotReadableException(String message) {
		super(message);
	}

	public AttributeNotReadableException(String message, Throwable cause) {
		super(message, cause);
	}

}
