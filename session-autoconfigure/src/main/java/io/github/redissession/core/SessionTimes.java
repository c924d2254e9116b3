package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * The times of one session in one request. What the store said is of the store's clock,
 * what the request does is of ours; they meet only as differences.
 */
final class SessionTimes {

	private final Instant created;

	private final @Nullable Instant storedDeadline;

	private @Nullable Instant storedEnd;

	/** How far the store's clock is ahead of ours. */
	private final Duration clockOffset;

	private Instant accessed;

	private boolean accessedByRequest;

	/** When the last recorded access was, by our clock. */
	private Instant recordedAccess;

	private @Nullable Duration ownIdleTimeout;

	private boolean ownIdleTimeoutChanged;

	/**
	 * The times of a session that begins.
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
	 * The times of a session that the store has.
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
	 * The idle timeout that this request has set and the store does not know yet.
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
	 * After how long the session ends at the latest if it is not used again.
	 * @param resets whether it may end earlier than the store has it
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
	 * Whether the indexes have to learn of an access now: when it is the first one in
	 * another touch interval than the last recorded one, counting intervals from the
	 * session's beginning. So an index is never more than one interval behind, though
	 * changes record accesses more often.
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
	 * Takes note that a delta has been stored.
	 */
	synchronized void saved(SessionDelta delta, Instant now) {
		this.ownIdleTimeoutChanged = false;
		if (delta.resetsExpiry()) {
			this.storedEnd = null;
		}
		if (delta.accessedAgo() != null) {
			this.recordedAccess = now.minus(delta.accessedAgo());
			this.accessedByRequest = false;
		}
	}

	private static Duration notNegative(Duration duration) {
		return duration.isNegative() ? Duration.ZERO : duration;
	}

}
