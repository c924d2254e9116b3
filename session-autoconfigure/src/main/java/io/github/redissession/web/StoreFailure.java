package io.github.redissession.web;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * Finds a failure of the store inside the exceptions that frameworks wrap it in.
 */
final class StoreFailure {

	private StoreFailure() {
	}

	/**
	 * Returns the failure for which a client is asked to try again later.
	 * @return {@code null} if it is another kind of failure
	 */
	static @Nullable SessionStoreException in(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SessionStoreException found && found.reason() != Reason.OTHER) {
				return found;
			}
		}
		return null;
	}

}
