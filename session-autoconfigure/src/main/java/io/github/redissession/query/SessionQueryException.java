package io.github.redissession.query;

/**
 * A question that cannot be answered as it was asked, or not by the backend in use. The
 * message says what to do. Asking again does not help.
 */
public class SessionQueryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates it.
	 * @param message what is wrong, and what to do
	 */
	public SessionQueryException(String message) {
		super(message);
	}

}
