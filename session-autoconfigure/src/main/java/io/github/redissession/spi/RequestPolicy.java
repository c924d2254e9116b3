package io.github.redissession.spi;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Tells which requests do not prolong a session, and which need a session that was used
 * lately.
 */
public interface RequestPolicy {

	/** No request is passive, none is sensitive. */
	RequestPolicy NONE = new RequestPolicy() {
	};

	/**
	 * Whether a request to this path reads the session without prolonging it.
	 * @param path the path within the application, as the client sent it
	 * @return {@code true} for, say, a path that pages poll
	 */
	default boolean isPassive(String path) {
		return false;
	}

	/**
	 * How long a session may have gone unused at any time since its user logged in, if a
	 * request to this path is to be served without a new login.
	 * @param path the path within the application, as the client sent it
	 * @return the limit; {@link ExpiryTerms#NEVER} if the path is not sensitive
	 */
	default Duration sensitiveIdleTimeout(String path) {
		return ExpiryTerms.NEVER;
	}

	/**
	 * What becomes of a request to this path while the store is away.
	 * @param path the path within the application, as the client sent it
	 * @return the mode; {@code null} for that of all requests
	 */
	default @Nullable OutageMode outageMode(String path) {
		return null;
	}

}
