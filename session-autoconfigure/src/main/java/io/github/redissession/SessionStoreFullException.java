package io.github.redissession;

/**
 * The session store has no memory left for another change. What it has can be read, and
 * sessions can be ended.
 */
public class SessionStoreFullException extends SessionStoreException {

	private static final long serialVersionUID = 1L;

	public SessionStoreFullException(String message, Throwable cause) {
		super(message, cause);
	}

}
