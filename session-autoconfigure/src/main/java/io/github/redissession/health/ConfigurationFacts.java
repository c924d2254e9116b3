package io.github.redissession.health;

import java.time.Duration;

import io.github.redissession.query.SearchBackend;

/**
 * How this application is configured, as far as it is checked.
 *
 * @param timeBudget how long a request waits for Redis
 * @param maxLifetime whether sessions have a maximum lifetime
 * @param javaSerialization whether attributes are written or read by Java serialization
 * @param largeSession bytes of memory above which a session is reported
 * @param insecureCookie whether the application is reached over TLS, as far as it knows,
 * and its session cookie is not {@code Secure}
 * @param endpoints who may use the endpoints of sessions
 * @param search the backend of queries across sessions, {@link SearchBackend#AUTO} before
 * the first query
 * @param promisedReplicas how many replicas must have a login or a logout before it is
 * acknowledged, 0 for none
 */
public record ConfigurationFacts(Duration timeBudget, boolean maxLifetime, boolean javaSerialization, long largeSession,
		boolean insecureCookie, Endpoints endpoints, SearchBackend search, int promisedReplicas) {

	/**
	 * Who may use the endpoints of sessions.
	 */
	public enum Endpoints {

		/** They are not exposed over HTTP. */
		NOT_EXPOSED,
		/** They require authentication. */
		PROTECTED,
		/** The application has security, but what it allows is not known. */
		UNKNOWN,
		/** Anyone may use them. */
		OPEN

	}

}
