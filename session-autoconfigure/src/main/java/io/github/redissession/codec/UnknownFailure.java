package io.github.redissession.codec;

import org.jspecify.annotations.Nullable;

/**
 * Stands for the cause of an exception whose class is not allowed or not there; it prints
 * like the cause.
 */
final class UnknownFailure extends Exception {

	private static final long serialVersionUID = 1L;

	private final String type;

	UnknownFailure(String type, @Nullable String message, @Nullable Throwable cause) {
		super(message, cause, false, false);
		this.type = type;
	}

	String type() {
		return this.type;
	}

	@Override
	public String toString() {
		return (getMessage() != null) ? this.type + ": " + getMessage() : this.type;
	}

}
