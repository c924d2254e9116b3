package io.github.redissession;

/**
 * The session store did not answer in time. What became of a change is unknown.
 */
public class SessionStoreTimeoutException extends SessionStoreException {

	private static final long serialVersionUID = 1L;

	public SessionStoreTimeoutException(String message) {
		super(message);
	}

	public SessionStoreTimeoutException(String message, Throwable cause) {
		super(message, cause);
	}

}
