package io.github.redissession.redis.takeover;

import io.github.redissession.redis.SessionHash;

/**
 * The keys of Spring Session Data Redis in a namespace of its own; no other class spells
 * one.
 *
 * @param namespace what they begin with, before a colon
 */
record LegacyKeys(String namespace) {

	/** The attribute of servlet sessions that names the user. */
	private static final String PRINCIPAL = "org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME";

	/** The same of WebFlux sessions. */
	private static final String REACTIVE_PRINCIPAL = "PRINCIPAL_NAME_INDEX_NAME";

	/** The pattern of an id, as SCAN understands it. */
	private static final String ANY_ID = "????????-????-????-????-????????????";

	byte[] session(String legacyId) {
		return key("sessions:" + legacyId);
	}

	/** Whose end tells a repository with indexes that a session has ended. */
	byte[] shadow(String legacyId) {
		return key("sessions:expires:" + legacyId);
	}

	/** The sessions of a user, by the servlet repository. */
	byte[] user(String name) {
		return key("index:" + PRINCIPAL + ":" + name);
	}

	/** The sessions of a user, by the reactive repository. */
	byte[] reactiveUser(String name) {
		return key("sessions:index:" + REACTIVE_PRINCIPAL + ":" + name);
	}

	/** The indexes in which the reactive repository lists a session. */
	byte[] reactiveIndexes(String legacyId) {
		return key("sessions:" + legacyId + ":idx");
	}

	/** All sessions by the time of their end. */
	byte[] expirations() {
		return key("sessions:expirations");
	}

	/** The pattern of the keys of sessions. */
	String sessions() {
		StringBuilder pattern = new StringBuilder();
		for (char each : this.namespace.toCharArray()) {
			if ("*?[]\\^".indexOf(each) >= 0) {
				pattern.append('\\');
			}
			pattern.append(each);
		}
		return pattern + ":sessions:" + ANY_ID;
	}

	private byte[] key(String name) {
		return SessionHash.bytes(this.namespace + ":" + name);
	}

}
