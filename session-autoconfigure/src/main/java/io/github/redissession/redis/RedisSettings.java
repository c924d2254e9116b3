package io.github.redissession.redis;

import java.time.Duration;
import java.time.InstantSource;

import org.springframework.context.SmartLifecycle;

import io.github.redissession.index.IndexRule;
import io.github.redissession.spi.SessionObserver;

/**
 * How sessions are kept in Redis.
 *
 * @param keys spells the keys
 * @param clock the application's clock; used only for sessions that never end, all others
 * go by Redis' own, and to tell how far both are apart
 * @param patience how long the first step of a change of id may take; less than what a
 * caller waits for the whole of it
 * @param indexes in which indexes sessions are listed
 * @param announces whether the beginning and the end of sessions are announced
 * @param grace for how long a session that has expired stays readable for those who hear
 * of its end; it is no session any more then
 * @param observer hears what becomes of sessions and indexes
 */
public record RedisSettings(SessionKeys keys, InstantSource clock, Duration patience, IndexRule indexes,
		boolean announces, Duration grace, SessionObserver observer) {

	/** For how long it is known that a session has got a new id. */
	public static final Duration MARK = Duration.ofSeconds(10);

	/** For how long an admitted login is listed before its session is stored. */
	static final Duration RESERVATION = Duration.ofMinutes(1);

	/** For how long it is known that a session was ended before it was stored. */
	static final Duration ENDED_MARK = RESERVATION.multipliedBy(2);

	/**
	 * When what works in the background starts and stops: before the web server starts,
	 * after it has stopped, and before the connections close.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8192;

	public byte[] channel() {
		return this.announces ? this.keys.events() : new byte[0];
	}

}
