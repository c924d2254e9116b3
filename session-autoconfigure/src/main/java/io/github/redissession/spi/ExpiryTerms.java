package io.github.redissession.spi;

import java.time.Duration;

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
	public static final Duration LONGEST = Duration.ofDays(365_000);

	public ExpiryTerms {
		idleTimeout = bounded(idleTimeout);
		maxLifetime = bounded(maxLifetime);
		touchInterval = bounded(touchInterval);
		longestIdleTimeout = bounded(longestIdleTimeout);
	}

	/**
	 * Limits under which an application may set any idle timeout on a session.
	 */
	public ExpiryTerms(Duration idleTimeout, Duration maxLifetime, Duration touchInterval) {
		this(idleTimeout, maxLifetime, touchInterval, NEVER);
	}

	/**
	 * What becomes of an idle timeout that an application sets on a session.
	 * @param interval the interval; zero or negative for none
	 * @return the interval, or the longest one that is allowed
	 */
	public Duration allowed(Duration interval) {
		boolean tooLong = isLimit(this.longestIdleTimeout)
				&& (!isLimit(interval) || interval.compareTo(this.longestIdleTimeout) > 0);
		return tooLong ? this.longestIdleTimeout : isLimit(interval) ? bounded(interval) : NEVER;
	}

	/**
	 * The idle timeout in force for a session.
	 * @param own the interval which the application has set on the session, or
	 * {@code null}
	 * @return the timeout; zero or negative if there is none
	 */
	public Duration idleTimeout(@Nullable Duration own) {
		return (own != null) ? own : this.idleTimeout;
	}

	/**
	 * The touch interval in force for a session with the given idle timeout: at most half
	 * of it, so that a short timeout stays meaningful.
	 * @param idle the idle timeout in force
	 * @return the interval, zero or positive
	 */
	public Duration touchInterval(Duration idle) {
		// Not by Duration.dividedBy, which computes with a BigDecimal: every request does
		// this.
		long half = idle.toMillis() / 2;
		return (isLimit(idle) && half < this.touchInterval.toMillis()) ? Duration.ofMillis(half) : this.touchInterval;
	}

	static Duration bounded(Duration duration) {
		return (duration.compareTo(LONGEST) > 0) ? LONGEST : duration;
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
