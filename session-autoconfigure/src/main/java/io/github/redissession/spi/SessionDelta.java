package io.github.redissession.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What one request changed in one session. Its times are ages ("accessed 20 ms ago")
 * rather than instants, so that the store's clock alone decides when a session ends.
 *
 * @param kind what is done to the session
 * @param id the id of the session after the change
 * @param previousId the id under which the store knows the session; the same as
 * {@code id} unless the kind is {@link Kind#CHANGE_ID}
 * @param terms the time limits that apply after the change
 * @param times when the session began, was accessed and ends
 * @param details new values by name, {@code null} for details that are removed
 * @param attributes new encoded values by name, {@code null} for attributes that are
 * removed
 * @param known the details of the session when it was last read, which tell the store
 * where the session is indexed; empty for a new session
 * @param login how many sessions the user who logs in may have
 * @param expected the values that attributes must have before the change, {@code null}
 * for attributes that must not exist. Nothing is changed at all if one of them has
 * another value, unless that is its value after the change, or if another user is logged
 * in than {@code known} says. Empty for a change without such a condition
 * @param beginsBy the time by the store's clock up to which a new session may begin, on
 * condition that it does not exist yet; {@code null} without such a condition. If it
 * exists, or the time is over, nothing is changed, and the result is
 * {@link SaveResult#CONFLICT}; if it has ended or got a new id, {@link SaveResult#GONE}
 */
public record SessionDelta(Kind kind, String id, String previousId, ExpiryTerms terms, Times times,
		Map<String, @Nullable String> details, Map<String, byte @Nullable []> attributes, Map<String, String> known,
		Login login, Map<String, byte @Nullable []> expected, @Nullable Instant beginsBy) {

	/**
	 * When a session began, was accessed and ends, as seen from the moment of its delta.
	 *
	 * @param age how long ago the session began; zero unless the delta creates it
	 * @param created when the session began by the store's clock, {@code null} if the
	 * store does not have it yet or the time is unknown; a hint for indexes
	 * @param accessedAgo how long ago the session was accessed, {@code null} if the
	 * access is not recorded and does not prolong the session
	 * @param ownIdleTimeout the interval which the application has set on the session,
	 * {@code null} if it set none in this request; zero or negative for no idle timeout
	 * @param endsIn how long until the session ends if it is not used again, {@code null}
	 * for never; a hint for indexes, computed by a clock that is not the store's
	 * @param relists whether the indexes learn of {@code endsIn}; not every access
	 * concerns them
	 */
	public record Times(Duration age, @Nullable Instant created, @Nullable Duration accessedAgo,
			@Nullable Duration ownIdleTimeout, @Nullable Duration endsIn, boolean relists) {

		Times after(Duration elapsed) {
			return new Times(this.age.plus(elapsed), this.created,
					(this.accessedAgo != null) ? this.accessedAgo.plus(elapsed) : null, this.ownIdleTimeout,
					(this.endsIn != null) ? this.endsIn.minus(elapsed) : null, this.relists);
		}

		Times then(Times later, boolean isNew) {
			return new Times(this.age, (this.created != null || isNew) ? this.created : later.created,
					(later.accessedAgo != null) ? later.accessedAgo : this.accessedAgo,
					(later.ownIdleTimeout != null) ? later.ownIdleTimeout : this.ownIdleTimeout, later.endsIn,
					this.relists || later.relists);
		}

	}

	/**
	 * How many sessions the user who logs in may have.
	 *
	 * @param limit the limit, {@code null} for any number of sessions
	 * @param admission the decision on this login, {@code null} if it is still to be made
	 */
	public record Login(@Nullable SessionLimit limit, @Nullable Admission admission) {

		private static final Login UNLIMITED = new Login(null, null);

	}

	/**
	 * What a delta does to its session.
	 */
	public enum Kind {

		/** Begins a session. */
		CREATE,

		/** Changes a session if it exists. */
		UPDATE,

		/** Changes a session and gives it a new id, if it exists. */
		CHANGE_ID

	}

	/**
	 * Starts the delta of a new session.
	 * @param id the id
	 * @param terms the time limits that apply
	 * @param age how long ago the session began
	 * @return a builder
	 */
	public static Builder create(String id, ExpiryTerms terms, Duration age) {
		return new Builder(Kind.CREATE, id, id, terms, age);
	}

	/**
	 * Starts the delta of a stored session.
	 * @param id the id
	 * @param terms the time limits that apply
	 * @return a builder
	 */
	public static Builder update(String id, ExpiryTerms terms) {
		return new Builder(Kind.UPDATE, id, id, terms, Duration.ZERO);
	}

	/**
	 * Starts the delta of a session that gets a new id.
	 * @param previousId the id under which the session is stored
	 * @param id the new id
	 * @param terms the time limits that apply
	 * @return a builder
	 */
	public static Builder changeId(String previousId, String id, ExpiryTerms terms) {
		return new Builder(Kind.CHANGE_ID, id, previousId, terms, Duration.ZERO);
	}

	/**
	 * Whether saving this delta would at most record an access.
	 * @return {@code true} if it changes nothing else
	 */
	public boolean isTouch() {
		return this.kind == Kind.UPDATE && this.times.ownIdleTimeout == null && this.details.isEmpty()
				&& this.attributes.isEmpty();
	}

	/**
	 * Whether this delta logs a user in or out.
	 * @return {@code true} if it names the principal, even if that stays the same
	 */
	public boolean changesPrincipal() {
		return this.details.containsKey(SessionRecord.PRINCIPAL);
	}

	/**
	 * Returns the user who is logged in after this delta.
	 * @return the principal's name, {@code null} if no user is logged in
	 */
	public @Nullable String principal() {
		return changesPrincipal() ? this.details.get(SessionRecord.PRINCIPAL) : this.known.get(SessionRecord.PRINCIPAL);
	}

	/**
	 * Returns the details of the session after this delta.
	 * @param before the details before it
	 * @return the details after it
	 */
	public Map<String, String> detailsAfter(Map<String, String> before) {
		return SessionRecord.changed(before, this.details);
	}

	/**
	 * Returns the delta that has the same effect some time later.
	 * @param elapsed the time, not negative
	 * @return this delta with its ages brought forward
	 */
	public SessionDelta after(Duration elapsed) {
		return new SessionDelta(this.kind, this.id, this.previousId, this.terms, this.times.after(elapsed),
				this.details, this.attributes, this.known, this.login, this.expected, this.beginsBy);
	}

	/**
	 * Returns this delta on condition that the attributes which it changes are unchanged.
	 * @param before the attributes on which the change is based
	 * @return a delta that otherwise changes nothing
	 */
	public SessionDelta ifUnchangedSince(Map<String, byte[]> before) {
		Map<String, byte @Nullable []> values = new LinkedHashMap<>();
		this.attributes.keySet().forEach((name) -> values.put(name, before.get(name)));
		return new SessionDelta(this.kind, this.id, this.previousId, this.terms, this.times, this.details,
				this.attributes, this.known, this.login, Collections.unmodifiableMap(values), this.beginsBy);
	}

	/**
	 * Returns this delta on condition that its session does not exist yet.
	 * @param by the time by the store's clock up to which the session may begin
	 * @return a delta that otherwise changes nothing
	 */
	public SessionDelta ifAbsent(Instant by) {
		return new SessionDelta(this.kind, this.id, this.previousId, this.terms, this.times, this.details,
				this.attributes, this.known, this.login, this.expected, by);
	}

	/**
	 * Returns this delta for a session that already has its new id.
	 * @return a delta that changes the session under that id
	 */
	public SessionDelta moved() {
		return new SessionDelta(Kind.UPDATE, this.id, this.id, this.terms, this.times, this.details, this.attributes,
				this.known, this.login, this.expected, null);
	}

	/**
	 * Returns one delta that does what this one and a later one do.
	 * @param later a delta of the session as this one leaves it
	 * @return both together; the ages are those of the later one, so bring this one
	 * forward by {@link #after} first
	 */
	public SessionDelta then(SessionDelta later) {
		boolean isNew = this.kind == Kind.CREATE;
		Map<String, byte @Nullable []> allExpected = new LinkedHashMap<>(later.expected);
		allExpected.keySet().removeAll(this.attributes.keySet());
		allExpected.putAll(this.expected);
		return new SessionDelta((this.kind != Kind.UPDATE) ? this.kind : later.kind, later.id,
				isNew ? later.id : this.previousId, later.terms, this.times.then(later.times, isNew),
				both(this.details, later.details), both(this.attributes, later.attributes), this.known,
				later.changesPrincipal() ? later.login : this.login, Collections.unmodifiableMap(allExpected),
				this.beginsBy);
	}

	private static <V extends @Nullable Object> Map<String, V> both(Map<String, V> earlier, Map<String, V> later) {
		Map<String, V> both = new LinkedHashMap<>(earlier);
		both.putAll(later);
		return Collections.unmodifiableMap(both);
	}

	/**
	 * Whether a session fulfils the condition of this delta.
	 * @param details the details of the session
	 * @param values its attributes
	 * @return {@code false} if the delta must not be applied
	 */
	public boolean isExpected(Map<String, String> details, Map<String, byte[]> values) {
		return this.expected.isEmpty()
				|| (Objects.equals(details.get(SessionRecord.PRINCIPAL), this.known.get(SessionRecord.PRINCIPAL))
						&& this.expected.keySet().stream().allMatch((name) -> isExpected(name, values.get(name))));
	}

	private boolean isExpected(String name, byte @Nullable [] value) {
		return Arrays.equals(value, this.expected.get(name))
				|| (this.attributes.containsKey(name) && Arrays.equals(value, this.attributes.get(name)));
	}

	/**
	 * Whether this delta may bring the end of the session nearer. One that only records
	 * an access never does, because its request may not know yet that a user has logged
	 * in.
	 * @return {@code true} if the end of the session is computed anew
	 */
	public boolean resetsExpiry() {
		return this.kind == Kind.CREATE || this.times.ownIdleTimeout != null || changesPrincipal();
	}

	/**
	 * Builds a delta.
	 */
	public static final class Builder {

		private final Kind kind;

		private final String id;

		private final String previousId;

		private final ExpiryTerms terms;

		private final Duration age;

		private @Nullable Instant created;

		private @Nullable Duration accessedAgo;

		private @Nullable Duration ownIdleTimeout;

		private Map<String, @Nullable String> details = Map.of();

		private Map<String, byte @Nullable []> attributes = Map.of();

		private Map<String, String> known = Map.of();

		private @Nullable Duration endsIn;

		private boolean relists = true;

		private Login login = Login.UNLIMITED;

		private Builder(Kind kind, String id, String previousId, ExpiryTerms terms, Duration age) {
			this.kind = kind;
			this.id = id;
			this.previousId = previousId;
			this.terms = terms;
			this.age = age;
			Duration idle = terms.idleTimeout();
			this.endsIn = ExpiryTerms.isLimit(idle) ? idle.plus(terms.touchInterval(idle)) : null;
		}

		public Builder created(@Nullable Instant time) {
			this.created = time;
			return this;
		}

		public Builder accessedAgo(Duration ago) {
			this.accessedAgo = ago;
			return this;
		}

		public Builder ownIdleTimeout(@Nullable Duration timeout) {
			this.ownIdleTimeout = (timeout != null) ? ExpiryTerms.bounded(timeout) : null;
			return this;
		}

		public Builder detail(String name, @Nullable String value) {
			if (this.details.isEmpty()) {
				this.details = new LinkedHashMap<>();
			}
			this.details.put(name, value);
			return this;
		}

		/** Sets a detail, unless it is known to have that value. */
		public Builder changedDetail(String name, @Nullable String value) {
			return Objects.equals(value, this.known.get(name)) ? this : detail(name, value);
		}

		public Builder attribute(String name, byte @Nullable [] value) {
			return attributes(Collections.singletonMap(name, value));
		}

		/**
		 * Adds attributes that change.
		 * @param values a map that is not changed afterwards
		 */
		public Builder attributes(Map<String, byte @Nullable []> values) {
			this.attributes = this.attributes.isEmpty() ? values : both(this.attributes, values);
			return this;
		}

		public Builder known(Map<String, String> details) {
			this.known = details;
			return this;
		}

		/**
		 * Sets how long until the session ends if it is not used again; by default one
		 * idle timeout and touch interval.
		 */
		public Builder endsIn(@Nullable Duration time) {
			this.endsIn = time;
			return this;
		}

		/**
		 * Sets whether the indexes learn when the session ends; by default they do.
		 */
		public Builder relists(boolean due) {
			this.relists = due;
			return this;
		}

		public Builder limit(@Nullable SessionLimit most, @Nullable Admission decided) {
			this.login = new Login(most, decided);
			return this;
		}

		public SessionDelta build() {
			Times times = new Times(this.age, this.created, this.accessedAgo, this.ownIdleTimeout, this.endsIn,
					this.relists);
			return new SessionDelta(this.kind, this.id, this.previousId, this.terms, times, unmodifiable(this.details),
					unmodifiable(this.attributes), this.known, this.login, Map.of(), null);
		}

		private static <V extends @Nullable Object> Map<String, V> unmodifiable(Map<String, V> map) {
			return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(map);
		}

	}

}
