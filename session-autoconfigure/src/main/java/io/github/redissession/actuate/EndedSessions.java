package io.github.redissession.actuate;

/**
 * What a sign-out did. An object, because JMX takes no bare number.
 *
 * @param ended how many sessions were ended
 */
public record EndedSessions(int ended) {

	static EndedSessions one(boolean wasThere) {
		return new EndedSessions(wasThere ? 1 : 0);
	}

}
