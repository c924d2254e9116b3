package io.github.redissession.spi;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The time limits that apply to one session. A zero or negative duration means that there
 * is no such limit.
 *
 * @param idleTimeout how long a session may go unused, unless the application has set an
 * interval of its own on the session
 * @param maxLifetime how long after its creation a session ends, however much it is used
 * @param touchInterval how old the last recorded access must be before another one is
 * recorded; zero records every access. A session ends between one idle timeout and one
 * idle timeout plus one touch interval after its last use, never earlier
 * @param longestIdleTimeout the longest idle timeout that an application may set on a
 * session
 */
public record ExpiryTerms(Duration idleTimeout, Duration maxLifetime, Duration touchInterval,
		Duration longestIdleTimeout) {

	/** No limit. */
	public static final Duration NEVER = Duration.ofSeconds(-1);

	/** Longer limits are this long, so that arithmetic with them never overflows. */
	private static final Duration LONGEST = Duration.ofDays(365_000);

	public ExpiryTerms {
		idleTimeout = bounded(idleTimeout);
		maxLifetime = bounded(maxLifetime);
		touchInterval = wholeMillis(touchInterval, 0);
		longestIdleTimeout = bounded(longestIdleTimeout);
	}

	/**
	 * Creates limits under which an application may set any idle timeout on a session.
	 */
	public ExpiryTerms(Duration idleTimeout, Duration maxLifetime, Duration touchInterval) {
		this(idleTimeout, maxLifetime, touchInterval, NEVER);
	}

	/**
	 * Limits an idle timeout that an application sets on a session.
	 * @param interval the interval; zero or negative for none
	 * @return the interval, or the longest allowed one
	 */
	public Duration allowed(Duration interval) {
		boolean tooLong = isLimit(this.longestIdleTimeout)
				&& (!isLimit(interval) || interval.compareTo(this.longestIdleTimeout) > 0);
		return tooLong ? this.longestIdleTimeout : isLimit(interval) ? bounded(interval) : NEVER;
	}

	/**
	 * Returns the idle timeout in force for a session.
	 * @param own the interval which the application has set on the session, or
	 * {@code null}
	 * @return the timeout; zero or negative for none
	 */
	public Duration idleTimeout(@Nullable Duration own) {
		return (own != null) ? own : this.idleTimeout;
	}

	/**
	 * Returns the touch interval in force for a session: at most half of its idle
	 * timeout, so that a short timeout stays meaningful.
	 * @param idle the idle timeout in force
	 * @return the interval, zero or positive
	 */
	public Duration touchInterval(Duration idle) {
		// Not by Duration.dividedBy, which computes with a BigDecimal: every request does
		// this.
		long half = idle.toMillis() / 2;
		return (isLimit(idle) && half < this.touchInterval.toMillis()) ? Duration.ofMillis(half) : this.touchInterval;
	}

	/**
	 * Returns when a session ends, as {@code save.lua} computes it.
	 * @param accessed the last recorded access
	 * @param own the interval which the application has set on the session, or
	 * {@code null}
	 * @param before when the session would have ended until now, {@code null} if it may
	 * end earlier than that
	 * @param deadline when the session ends however much it is used, {@code null} for
	 * never
	 * @return the time at which the session ends unless it is used again, {@code null}
	 * for never
	 */
	public @Nullable Instant expires(Instant accessed, @Nullable Duration own, @Nullable Instant before,
			@Nullable Instant deadline) {
		Duration idle = idleTimeout(own);
		if (!isLimit(idle)) {
			return deadline;
		}
		Instant expires = accessed.plus(idle).plus(touchInterval(idle));
		return earlier((before != null && before.isAfter(expires)) ? before : expires, deadline);
	}

	/**
	 * Returns when a session ends however much it is used. These terms may bring that
	 * nearer, but never put it off.
	 * @param created when the session began
	 * @param before when it would have ended until now, {@code null} for never
	 * @return the deadline, {@code null} for never
	 */
	public @Nullable Instant deadline(Instant created, @Nullable Instant before) {
		return isLimit(this.maxLifetime) ? earlier(created.plus(this.maxLifetime), before) : before;
	}

	/**
	 * Returns the earlier one of two instants.
	 * @param one an instant
	 * @param other another one, {@code null} for never
	 * @return the earlier one
	 */
	public static Instant earlier(Instant one, @Nullable Instant other) {
		return (other != null && other.isBefore(one)) ? other : one;
	}

	static Duration bounded(Duration duration) {
		return wholeMillis(duration, 1);
	}

	/** Stores keep milliseconds, so a shorter limit must not become none. */
	private static Duration wholeMillis(Duration duration, long least) {
		if (duration.compareTo(LONGEST) > 0) {
			return LONGEST;
		}
		boolean isWhole = !isLimit(duration) || duration.getNano() % 1_000_000 == 0;
		return isWhole ? duration : Duration.ofMillis(Math.max(least, duration.toMillis()));
	}

	/**
	 * Whether a duration is a limit at all.
	 * @param duration a duration of these terms
	 * @return {@code false} if zero or negative
	 */
	public static boolean isLimit(Duration duration) {
		return !duration.isZero() && !duration.isNegative();
	}

}
