package io.github.redissession.redis;

import java.time.Duration;
import java.time.InstantSource;

import io.github.redissession.index.IndexRule;
import io.github.redissession.spi.SessionObserver;

/**
 * How sessions are stored in Redis.
 *
 * @param keys the keys of the namespace
 * @param clock the application's clock; used only for sessions that never end, because
 * all others go by the clock of Redis, and to measure how far the two clocks differ
 * @param timeout how long the first step of a change of id may take; less than a caller
 * waits for the whole change
 * @param indexes the indexes in which sessions are listed
 * @param announces whether the beginning and the end of sessions are announced
 * @param grace for how long an expired session stays readable for the recipients of an
 * announcement, although it is no longer a session
 * @param observer is notified of what happens to sessions and indexes
 */
public record RedisSettings(SessionKeys keys, InstantSource clock, Duration timeout, IndexRule indexes,
		boolean announces, Duration grace, SessionObserver observer) {

	/** How long the mark of a session with a new id stays at its old one. */
	public static final Duration MARK = Duration.ofSeconds(10);

	/** For how long an admitted login is listed before its session is stored. */
	static final Duration RESERVATION = Duration.ofMinutes(1);

	/** How long the mark of a session that was ended before it was stored stays. */
	static final Duration ENDED_MARK = RESERVATION.multipliedBy(2);

	public byte[] channel() {
		return this.announces ? this.keys.events() : new byte[0];
	}

}
