package io.github.redissession.spi;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Decides which requests do not prolong a session, and which need a recently used
 * session.
 */
public interface RequestPolicy {

	/** No request is passive or sensitive. */
	RequestPolicy NONE = new RequestPolicy() {
	};

	/**
	 * Whether a request to this path reads the session without prolonging it.
	 * @param path the path within the application, as the client sent it
	 * @return {@code true} for example for a path that pages poll
	 */
	default boolean isPassive(String path) {
		return false;
	}

	/**
	 * Returns how long a session may have been unused at any time since its user logged
	 * in; if it was unused for longer, a request to this path needs a new login.
	 * @param path the path within the application, as the client sent it
	 * @return the limit; {@link ExpiryTerms#NEVER} if the path is not sensitive
	 */
	default Duration sensitiveIdleTimeout(String path) {
		return ExpiryTerms.NEVER;
	}

	/**
	 * Returns how a request to this path is served while the store is unavailable.
	 * @param path the path within the application, as the client sent it
	 * @return the mode, {@code null} for the configured one
	 */
	default @Nullable OutageMode outageMode(String path) {
		return null;
	}

}
