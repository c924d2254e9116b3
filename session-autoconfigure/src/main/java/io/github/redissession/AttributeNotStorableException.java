package io.github.redissession;

/**
 * A session attribute was refused when it was written, because it could not be read back.
 * The message names the attribute, its class and the property to set; it never holds the
 * value.
 */
public class AttributeNotStorableException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	public AttributeNotStorableException(String message) {
		super(message);
	}

	public AttributeNotStorableException(String message, Throwable cause) {
		super(message, cause);
	}

}
