package io.github.redissession.health;

import java.time.Duration;

import io.github.redissession.query.SearchBackend;

/**
 * How this application is configured, as far as it is checked.
 *
 * @param timeBudget how long a request waits for Redis
 * @param maxLifetime whether sessions have a maximum lifetime
 * @param javaSerialization whether attributes are written or read by Java serialization
 * @param largeSession above how many bytes of memory a session is worth telling
 * @param cookie whether the cookie is sent over TLS only
 * @param endpoints whether anybody may use the endpoints of sessions
 * @param search by what questions across sessions are answered,
 * {@link SearchBackend#AUTO} while nobody has asked one
 * @param promisedReplicas how many replicas have to have a login or a logout before it is
 * acknowledged, 0 for none
 */
public record ConfigurationFacts(Duration timeBudget, boolean maxLifetime, boolean javaSerialization, long largeSession,
		Cookie cookie, Endpoints endpoints, SearchBackend search, int promisedReplicas) {

	/**
	 * Whether the session cookie is sent over TLS only.
	 */
	public enum Cookie {

		/** It is, or the application does not use TLS as far as it knows. */
		FINE,
		/** It is not, although the application is reached by TLS. */
		INSECURE

	}

	/**
	 * Whether anybody may use the endpoints.
	 */
	public enum Endpoints {

		/** They are not exposed over HTTP. */
		NOT_EXPOSED,
		/** Nobody may without authentication. */
		PROTECTED,
		/** There is security, and it is not known what it allows. */
		UNKNOWN,
		/** Anybody may. */
		OPEN

	}

}
