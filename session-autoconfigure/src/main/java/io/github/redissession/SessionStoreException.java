package io.github.redissession;

import java.time.Duration;

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

	static SessionStoreException timeout(String what, String id, Duration timeout, Throwable cause) {
		return new SessionStoreException(
				"Could not %s session %s: no answer within %d ms".formatted(what, id, timeout.toMillis()), cause);
	}

}
