package io.github.redissession.autoconfigure;

/**
 * The properties that say how attributes are stored cannot be used.
 */
class CodecPropertiesException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String action;

	CodecPropertiesException(String message, String action) {
		super(message);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
