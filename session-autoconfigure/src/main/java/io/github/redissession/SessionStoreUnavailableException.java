package io.github.redissession;

/**
 * The session store cannot be reached, cannot work, or was not asked because it is known
 * to be away.
 */
public class SessionStoreUnavailableException extends SessionStoreException {

	private static final long serialVersionUID = 1L;

	public SessionStoreUnavailableException(String message) {
		super(message);
	}

	public SessionStoreUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
