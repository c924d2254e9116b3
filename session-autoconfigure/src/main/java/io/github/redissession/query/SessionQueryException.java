package io.github.redissession.query;

/**
 * Reports a query that is invalid, or that the backend in use cannot run. The message
 * says what to do. Repeating the query does not help.
 */
public class SessionQueryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what is wrong, and what to do
	 */
	public SessionQueryException(String message) {
		super(message);
	}

}
