package io.github.redissession.query;

import java.time.Duration;

import io.github.redissession.SessionStoreException;

/**
 * When to give up: whoever has asked does not wait any more.
 *
 * @param end by {@link System#nanoTime()}
 * @param duration how long that was from the beginning
 */
record TimeLimit(long end, Duration duration) {

	private static final Duration NEVER = Duration.ofDays(365);

	static TimeLimit of(Duration duration) {
		return new TimeLimit(System.nanoTime() + duration.toNanos(), duration);
	}

	static TimeLimit none() {
		return of(NEVER);
	}

	void check() {
		if (System.nanoTime() - this.end > 0) {
			throw new SessionStoreException(
					"Could not answer a question across sessions: no answer within %d ms; ask for less, or give redis-session.query.timeout more"
						.formatted(this.duration.toMillis()));
		}
	}

}
