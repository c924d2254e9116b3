package io.github.redissession.autoconfigure;

/**
 * The application's Redis connection factory is none that the sessions can use.
 */
class UnsupportedConnectionFactoryException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String action;

	UnsupportedConnectionFactoryException(String message, String action) {
		super(message);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
