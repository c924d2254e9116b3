package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.SessionHash;
import io.github.redissession.spi.SessionObserver.Ending;

/**
 * Why a session is over whose time was up.
 *
 * @param ending why
 * @param lifetime how long it has lived, {@code null} if that is not known
 */
record ExpiredEnd(Ending ending, @Nullable Duration lifetime) {

	/**
	 * The end of a session whose hash was still there.
	 */
	static ExpiredEnd of(Map<String, byte[]> fields) {
		Long created = SessionHash.number(fields, SessionHash.CREATED);
		Long expires = SessionHash.number(fields, SessionHash.EXPIRES);
		Long deadline = SessionHash.number(fields, SessionHash.DEADLINE);
		boolean reached = deadline != null && expires != null && expires >= deadline;
		return new ExpiredEnd(reached ? Ending.MAX_LIFETIME : Ending.IDLE,
				(created != null && expires != null) ? Duration.ofMillis(expires - created) : null);
	}

	/**
	 * The end of a session whose hash is not there. Where hashes are kept for a while
	 * after the end, one that is missing earlier was lost; otherwise that looks the same
	 * as an expiry.
	 * @param overdue for how long its time had been up
	 * @param grace for how long hashes are kept
	 */
	static ExpiredEnd absent(Duration overdue, Duration grace) {
		return new ExpiredEnd((overdue.compareTo(grace) < 0) ? Ending.LOST : Ending.IDLE, null);
	}

}
