package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * The times of one session in one request. Two clocks take part, and they need not agree:
 * the record has the times of Redis' clock, and the request has the time of ours. An
 * instant of one is never compared with an instant of the other. Two differences connect
 * them: <pre>
 *  our clock     recordedAccess ------- idle time -------&gt; now (when the record was read)
 *                      |                                    |
 *                 clockOffset                          clockOffset
 *                      v                                    v
 *  Redis' clock  record.accessed() ---- idle time -------&gt; record.observed()
 * </pre> {@code clockOffset} is {@code observed - now}; adding it to an instant of ours
 * gives Redis' time. The idle time is the same on both clocks, so the last recorded
 * access is {@code now - idle time} by ours.
 * <p>
 * An example: idle timeout 30 minutes, touch interval 1 minute. We read the record at
 * 12:00:00 by our clock, and it was observed at 12:00:05 by Redis' clock: the offset is 5
 * seconds. It was accessed at 11:50:05 by Redis' clock, so it has been idle for 10
 * minutes, since 11:50:00 by ours. The request accesses the session at 12:00:01 and saves
 * it at 12:00:03. The touch is due, because 11:50:00 is more than a minute ago. The delta
 * contains no instants, only ages: accessed 2 seconds ago. Redis receives it at 12:00:08
 * by its clock and records an access at 12:00:06, the instant at which its clock was when
 * ours was at 12:00:01. For the indexes the delta also says that the session ends in 30
 * min 58 s: 12:00:06 and 31 minutes, less Redis' present time 12:00:08.
 */
final class SessionTimes {

	private final Instant created;

	private final @Nullable Instant storedDeadline;

	private @Nullable Instant storedEnd;

	/** How far Redis' clock is ahead of ours. */
	private final Duration clockOffset;

	private Instant accessed;

	private boolean accessedByRequest;

	/** The last recorded access, by our clock. */
	private Instant recordedAccess;

	private @Nullable Duration ownIdleTimeout;

	private boolean ownIdleTimeoutChanged;

	/**
	 * Creates the times of a session that begins.
	 */
	SessionTimes(Instant now) {
		this.created = now.truncatedTo(ChronoUnit.MILLIS);
		this.storedDeadline = null;
		this.storedEnd = null;
		this.clockOffset = Duration.ZERO;
		this.accessed = this.created;
		this.accessedByRequest = true;
		this.recordedAccess = this.created;
	}

	/**
	 * Creates the times of a stored session.
	 * @param now the time by our clock when the record was read
	 */
	SessionTimes(SessionRecord record, Instant now) {
		this.created = record.created();
		this.storedDeadline = record.deadline();
		this.storedEnd = record.expires();
		this.clockOffset = Duration.between(now, record.observed());
		this.accessed = record.accessed();
		this.recordedAccess = now.minus(record.idleTime());
		this.ownIdleTimeout = record.ownIdleTimeout();
	}

	synchronized Instant created() {
		return this.created;
	}

	synchronized Instant accessed() {
		return this.accessed;
	}

	synchronized void access(Instant instant) {
		this.accessed = instant.truncatedTo(ChronoUnit.MILLIS);
		this.accessedByRequest = true;
	}

	synchronized void accessOnlyAt(@Nullable Instant instant) {
		this.accessedByRequest = false;
		if (instant != null) {
			access(instant);
		}
	}

	synchronized boolean isAccessedByRequest() {
		return this.accessedByRequest;
	}

	synchronized void changeIdleTimeout(Duration timeout) {
		this.ownIdleTimeout = timeout;
		this.ownIdleTimeoutChanged = true;
	}

	synchronized Duration idleTimeout(ExpiryTerms terms) {
		Duration idle = terms.idleTimeout(this.ownIdleTimeout);
		return ExpiryTerms.isLimit(idle) ? idle : ExpiryTerms.NEVER;
	}

	/**
	 * Returns the idle timeout that this request has set and not saved yet, or
	 * {@code null}.
	 */
	synchronized @Nullable Duration newIdleTimeout() {
		return this.ownIdleTimeoutChanged ? this.ownIdleTimeout : null;
	}

	synchronized @Nullable Instant deadline(ExpiryTerms terms) {
		return terms.deadline(this.created, this.storedDeadline);
	}

	synchronized @Nullable Instant expiresAt(ExpiryTerms terms, boolean passive) {
		Duration idle = idleTimeout(terms);
		Instant last = passive ? this.recordedAccess.plus(this.clockOffset) : this.accessed;
		Instant deadline = deadline(terms);
		return ExpiryTerms.isLimit(idle) ? ExpiryTerms.earlier(last.plus(idle), deadline) : deadline;
	}

	/**
	 * Returns how long until the session ends if it is not used again.
	 * @param resets whether it may end earlier than is stored
	 * @return the time, {@code null} for never
	 */
	synchronized @Nullable Duration endsIn(ExpiryTerms terms, Instant now, boolean resets) {
		Instant storeNow = now.plus(this.clockOffset);
		Instant end = end(terms, now, resets ? null : this.storedEnd);
		return (end != null) ? notNegative(Duration.between(storeNow, end)) : null;
	}

	synchronized boolean isExpired(ExpiryTerms terms, Instant now) {
		Instant end = end(terms, now, null);
		return end != null && !now.plus(this.clockOffset).isBefore(end);
	}

	private @Nullable Instant end(ExpiryTerms terms, Instant now, @Nullable Instant before) {
		return terms.expires(now.plus(this.clockOffset).minus(sinceAccess(now)), this.ownIdleTimeout, before,
				deadline(terms));
	}

	synchronized boolean isTouchDue(ExpiryTerms terms, Instant now) {
		Duration interval = terms.touchInterval(idleTimeout(terms));
		return Duration.between(this.recordedAccess, now).compareTo(interval) >= 0;
	}

	/**
	 * Whether the indexes must learn of an access now: if the last recorded one was in
	 * another touch interval, counting intervals from the session's beginning. So an
	 * index is never more than one interval behind, although changes record accesses more
	 * often.
	 */
	synchronized boolean isRelistDue(ExpiryTerms terms, Instant now) {
		long interval = terms.touchInterval(idleTimeout(terms)).toMillis();
		return interval <= 0 || sinceCreation(now) / interval != sinceCreation(this.recordedAccess) / interval;
	}

	private long sinceCreation(Instant instant) {
		return instant.toEpochMilli() + this.clockOffset.toMillis() - this.created.toEpochMilli();
	}

	synchronized Duration age(Instant now) {
		return notNegative(Duration.between(this.created, now));
	}

	synchronized Duration sinceAccess(Instant now) {
		return notNegative(Duration.between(this.accessedByRequest ? this.accessed : this.recordedAccess, now));
	}

	/**
	 * Records that a delta has been stored.
	 */
	synchronized void saved(SessionDelta delta, Instant now) {
		this.ownIdleTimeoutChanged = false;
		if (delta.resetsExpiry()) {
			this.storedEnd = null;
		}
		if (delta.times().accessedAgo() != null) {
			this.recordedAccess = now.minus(delta.times().accessedAgo());
			this.accessedByRequest = false;
		}
	}

	private static Duration notNegative(Duration duration) {
		return duration.isNegative() ? Duration.ZERO : duration;
	}

}
