package io.github.redissession.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * The properties that say by what sessions are found cannot be used.
 */
class QueryPropertiesException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String action;

	QueryPropertiesException(@Nullable String message, String action) {
		super(message);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
