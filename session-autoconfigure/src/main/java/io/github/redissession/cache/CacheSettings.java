package io.github.redissession.cache;

import java.time.Duration;

/**
 * How much is cached, and for how long.
 *
 * @param maxSessions how many sessions at most, positive
 * @param maxBytes how much memory they take at most, about, positive
 * @param maxStaleness for how long cached sessions are used without a sign that nothing
 * was missed, positive
 */
public record CacheSettings(long maxSessions, long maxBytes, Duration maxStaleness) {

	/**
	 * What a session counts. Every one counts at least its share of the memory, so one
	 * limit holds for the number and for the size.
	 */
	int weight(CachedSession session) {
		long share = Math.min(Integer.MAX_VALUE, (this.maxBytes + this.maxSessions - 1) / this.maxSessions);
		return (int) Math.max(share, session.bytes());
	}

}
