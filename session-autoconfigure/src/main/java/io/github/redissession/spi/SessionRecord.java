package io.github.redissession.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A session as the store has it. All instants are of the store's clock, so they may be
 * compared with each other and with {@link #observed}, and with nothing else.
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
 * @param observed when the store read all this
 * @param details what is known of the session besides its attributes, by field name:
 * {@link #PRINCIPAL}, the device, index values
 * @param attributes the encoded attributes by name; neither the map nor the arrays may be
 * changed
 */
public record SessionRecord(String id, Instant created, Instant accessed, @Nullable Duration ownIdleTimeout,
		@Nullable Instant deadline, @Nullable Instant expires, Duration longestGap, Instant observed,
		Map<String, String> details, Map<String, byte[]> attributes) {

	/** The detail that names the user who is logged in. */
	public static final String PRINCIPAL = "principal";

	/** What the names of all details begin with by which sessions can be found. */
	public static final String INDEX_PREFIX = "idx:";

	/**
	 * The detail that binds encrypted attributes to a session which has changed its id.
	 */
	public static final String ORIGIN = "origin";

	/**
	 * The name of the user who is logged in.
	 * @return the name, {@code null} if nobody is
	 */
	public @Nullable String principal() {
		return this.details.get(PRINCIPAL);
	}

	/**
	 * The size of all attributes as they are stored.
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
	 * How long the session had not been used when it was read.
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
	 * @return whether it must not be used any more
	 */
	public boolean isExpired(ExpiryTerms terms) {
		Duration idle = terms.idleTimeout(this.ownIdleTimeout);
		return isOver()
				|| (ExpiryTerms.isLimit(terms.maxLifetime()) && isReached(this.created.plus(terms.maxLifetime())))
				|| (ExpiryTerms.isLimit(idle) && isReached(this.accessed.plus(idle).plus(terms.touchInterval(idle))));
	}

	/**
	 * The same session, read some time later and found unchanged.
	 * @param elapsed the time since it was read
	 * @return a record that shares the attributes with this one
	 */
	public SessionRecord after(Duration elapsed) {
		return new SessionRecord(this.id, this.created, this.accessed, this.ownIdleTimeout, this.deadline, this.expires,
				this.longestGap, this.observed.plus(elapsed), this.details, this.attributes);
	}

	/**
	 * Whether the session had ended by its own times when it was read.
	 * @return whether its end was reached
	 */
	public boolean isOver() {
		return isReached(this.expires) || isReached(this.deadline);
	}

	private boolean isReached(@Nullable Instant instant) {
		return instant != null && !this.observed.isBefore(instant);
	}

}
