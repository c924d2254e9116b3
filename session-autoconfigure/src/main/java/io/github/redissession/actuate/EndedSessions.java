package io.github.redissession.actuate;

/**
 * The result of a sign-out.
 *
 * @param ended number of sessions that were ended
 */
public record EndedSessions(int ended) {

	static EndedSessions one(boolean existed) {
		return new EndedSessions(existed ? 1 : 0);
	}

}
