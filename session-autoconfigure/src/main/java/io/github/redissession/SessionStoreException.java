package io.github.redissession;

import org.jspecify.annotations.Nullable;

/**
 * The session store could not do what it was asked for: Redis is away, did not answer in
 * time, or refused a command. The message holds the session's id and never a token or the
 * value of an attribute.
 */
public class SessionStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public SessionStoreException(@Nullable String message, Throwable cause) {
		super(message, cause);
	}

	public SessionStoreException(String message) {
		super(message);
	}

}
