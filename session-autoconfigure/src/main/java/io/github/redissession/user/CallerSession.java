package io.github.redissession.user;

import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.StoredSession;

/**
 * Reads the ids of the caller's session from a servlet or WebFlux session.
 */
final class CallerSession {

	private CallerSession() {
	}

	/**
	 * Returns the id of the caller's session, and also the one under which it is still
	 * stored if the request has changed its id.
	 */
	static Set<String> ids(String id, Function<String, @Nullable Object> attributes) {
		String stored = (attributes.apply(StoredSession.SELF) instanceof StoredSession session) ? session.getStoredId()
				: null;
		return (stored != null && !stored.equals(id)) ? Set.of(id, stored) : Set.of(id);
	}

}
