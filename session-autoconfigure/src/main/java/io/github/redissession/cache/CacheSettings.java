package io.github.redissession.cache;

import java.time.Duration;

/**
 * How much is cached, and for how long.
 *
 * @param maxSessions the maximum number of sessions, positive
 * @param maxBytes the maximum memory of all cached sessions in bytes, approximate,
 * positive
 * @param maxStaleness the time for which cached sessions are used without a sign that no
 * change was missed, positive
 */
public record CacheSettings(long maxSessions, long maxBytes, Duration maxStaleness) {

	/**
	 * Returns the weight of a session. It is at least the session's share of the memory,
	 * so one limit holds for both the number and the size.
	 */
	int weight(CachedSession session) {
		long share = Math.min(Integer.MAX_VALUE, (this.maxBytes + this.maxSessions - 1) / this.maxSessions);
		return (int) Math.max(share, session.bytes());
	}

}
