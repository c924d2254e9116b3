package io.github.redissession.spi;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A session as it is stored. All instants are of the store's clock, so they may be
 * compared with each other, but not with those of another clock.
 *
 * @param id the public id
 * @param created when the session began
 * @param accessed the last recorded access
 * @param ownIdleTimeout the interval which the application has set on the session,
 * {@code null} if the {@link ExpiryPolicy} decides; zero or negative for none
 * @param deadline when the session ends however much it is used, {@code null} for never
 * @param expires when the session ends unless it is used again, {@code null} for never
 * @param longestGap the longest time without an access since the user logged in, as far
 * as it was recorded
 * @param observed the store's time when this was read
 * @param details what is stored besides the attributes, by field name:
 * {@link #PRINCIPAL}, the device, index values
 * @param attributes the encoded attributes by name; neither the map nor the arrays may be
 * changed
 */
public record SessionRecord(String id, Instant created, Instant accessed, @Nullable Duration ownIdleTimeout,
		@Nullable Instant deadline, @Nullable Instant expires, Duration longestGap, Instant observed,
		Map<String, String> details, Map<String, byte[]> attributes) {

	/** The detail that names the user who is logged in. */
	public static final String PRINCIPAL = "principal";

	/** The prefix of the names of all details by which sessions can be found. */
	public static final String INDEX_PREFIX = "idx:";

	/**
	 * The detail of a session with attributes that want to be told of its end.
	 */
	public static final String UNBINDS = "unbinds";

	/**
	 * The detail of a session that was taken over from another store: until when that
	 * store may have it still, in ms by the clock of this store.
	 */
	public static final String ADOPTED = "adopted";

	/**
	 * The detail that binds encrypted attributes to a session which has changed its id.
	 */
	public static final String ORIGIN = "origin";

	/**
	 * Returns the name of the user who is logged in.
	 * @return the name, {@code null} if no user is
	 */
	public @Nullable String principal() {
		return this.details.get(PRINCIPAL);
	}

	/**
	 * Returns the size of all attributes as they are stored.
	 * @return the size in bytes
	 */
	public long size() {
		long size = 0;
		for (byte[] value : this.attributes.values()) {
			size += value.length;
		}
		return size;
	}

	/**
	 * Returns how long the session had been idle when it was read.
	 * @return the time since the last recorded access, never negative
	 */
	public Duration idleTime() {
		Duration idle = Duration.between(this.accessed, this.observed);
		return idle.isNegative() ? Duration.ZERO : idle;
	}

	/**
	 * Whether the session had ended when it was read, by its own times or by stricter
	 * terms that apply by now.
	 * @param terms the terms in force
	 * @return {@code true} if it must not be used any more
	 */
	public boolean isExpired(ExpiryTerms terms) {
		return isOver() || isReached(
				terms.expires(this.accessed, this.ownIdleTimeout, null, terms.deadline(this.created, null)));
	}

	/**
	 * Begins a session.
	 * @param delta creates the session
	 * @param now the time by the store's clock
	 * @return the session as the store has it after that
	 */
	public static SessionRecord begin(SessionDelta delta, Instant now) {
		Instant created = now.truncatedTo(ChronoUnit.MILLIS).minusMillis(delta.times().age().toMillis());
		return new SessionRecord(delta.id(), created, accessed(created, now, delta), null, null, null, Duration.ZERO,
				now, Map.of(), Map.of())
			.with(delta);
	}

	/**
	 * Applies a change as of {@link #observed}. This is what {@code save.lua} computes,
	 * and must stay so: the last access never goes backwards and raises the longest gap,
	 * which a login or logout forgets; the deadline only comes nearer; the end only goes
	 * further away unless {@link SessionDelta#resetsExpiry} says otherwise; and all times
	 * are whole milliseconds.
	 * @param delta the change
	 * @return the session as the store has it after that
	 */
	public SessionRecord with(SessionDelta delta) {
		Instant last = accessed(this.accessed, this.observed, delta);
		Duration gap = Duration.between(this.accessed, last);
		if (delta.changesPrincipal()) {
			gap = Duration.ZERO;
		}
		else if (gap.compareTo(this.longestGap) < 0) {
			gap = this.longestGap;
		}
		Duration own = (delta.times().ownIdleTimeout() != null) ? delta.times().ownIdleTimeout() : this.ownIdleTimeout;
		if (own != null && !ExpiryTerms.isLimit(own)) {
			own = Duration.ZERO;
		}
		Instant end = delta.terms().deadline(this.created, this.deadline);
		return new SessionRecord(delta.id(), this.created, last, own, end,
				delta.terms().expires(last, own, delta.resetsExpiry() ? null : this.expires, end), gap, this.observed,
				changed(this.details, delta.details()), changed(this.attributes, delta.attributes()));
	}

	private static Instant accessed(Instant before, Instant now, SessionDelta delta) {
		Duration ago = delta.times().accessedAgo();
		if (ago == null || ago.isNegative()) {
			return before;
		}
		Instant accessed = now.truncatedTo(ChronoUnit.MILLIS).minusMillis(ago.toMillis());
		return accessed.isAfter(before) ? accessed : before;
	}

	static <V> Map<String, V> changed(Map<String, V> before, Map<String, ? extends @Nullable V> changes) {
		if (changes.isEmpty()) {
			return before;
		}
		Map<String, V> after = new HashMap<>(before);
		changes.forEach((name, value) -> {
			if (value != null) {
				after.put(name, value);
			}
			else {
				after.remove(name);
			}
		});
		return after;
	}

	/**
	 * Returns the same session, read some time later and unchanged.
	 * @param elapsed the time since it was read
	 * @return a record that shares the attributes with this one
	 */
	public SessionRecord after(Duration elapsed) {
		return new SessionRecord(this.id, this.created, this.accessed, this.ownIdleTimeout, this.deadline, this.expires,
				this.longestGap, this.observed.plus(elapsed), this.details, this.attributes);
	}

	/**
	 * Whether the session had ended by its own times when it was read.
	 * @return {@code true} if its end was reached
	 */
	public boolean isOver() {
		return isReached(this.expires) || isReached(this.deadline);
	}

	private boolean isReached(@Nullable Instant instant) {
		return instant != null && !this.observed.isBefore(instant);
	}

}
