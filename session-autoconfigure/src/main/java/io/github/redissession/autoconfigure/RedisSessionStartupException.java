package io.github.redissession.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if sessions cannot be stored in Redis as configured. The message says what is
 * wrong, the action how to correct it.
 */
class RedisSessionStartupException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String action;

	RedisSessionStartupException(String description, String action) {
		this(description, action, null);
	}

	RedisSessionStartupException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
