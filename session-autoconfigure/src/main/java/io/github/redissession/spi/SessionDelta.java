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
 * What one request changed in one session. It speaks of ages ("accessed 20 ms ago")
 * rather than of instants, so that the store's clock alone decides when a session ends.
 *
 * @param kind what is done to the session
 * @param id the id of the session, after the change
 * @param previousId the id under which the store knows the session; the same as
 * {@code id} unless the kind is {@link Kind#CHANGE_ID}
 * @param terms the time limits that apply after the change
 * @param age how long ago the session began; of a new session only
 * @param created when the session began by the store's clock, {@code null} if the store
 * does not have it yet, or that is not known; a hint for indexes
 * @param accessedAgo how long ago the session was accessed, {@code null} if that is not
 * to be recorded and the session not to be prolonged
 * @param ownIdleTimeout an interval which the application has set on the session,
 * {@code null} if it set none in this request; zero or negative for none
 * @param details new values by name, {@code null} for those that are removed
 * @param attributes new encoded values by name, {@code null} for those that are removed
 * @param known the details of the session when it was last read, so that the store finds
 * what refers to it; empty for a new one
 * @param endsIn after how long the session ends at the latest unless it is used again,
 * {@code null} for never; a hint for indexes, computed by a clock that is not the store's
 * @param relists whether the indexes are to learn about that; they need not hear of every
 * access
 * @param limit how many sessions the user who logs in may have, {@code null} for any
 * number
 * @param admission what was decided about that already, {@code null} if nothing was
 * @param expected values which attributes must have that are to be changed, {@code null}
 * for those that must not be there; if one of them differs, and is not as this would make
 * it, or if somebody else is logged in than {@code known} says, nothing is changed at
 * all. Empty for a change that depends on nothing
 */
public record SessionDelta(Kind kind, String id, String previousId, ExpiryTerms terms, Duration age,
		@Nullable Instant created, @Nullable Duration accessedAgo, @Nullable Duration ownIdleTimeout,
		Map<String, @Nullable String> details, Map<String, byte @Nullable []> attributes, Map<String, String> known,
		@Nullable Duration endsIn, boolean relists, @Nullable SessionLimit limit, @Nullable Admission admission,
		Map<String, byte @Nullable []> expected) {

	/**
	 * What a delta does to its session.
	 */
	public enum Kind {

		/** Begins a session. */
		CREATE,

		/** Changes a session, if it is there. */
		UPDATE,

		/** Changes a session and gives it a new id, if it is there. */
		CHANGE_ID

	}

	/**
	 * Starts the delta of a new session.
	 * @param id the id
	 * @param terms the time limits that apply
	 * @param age how long ago it began
	 * @return a builder
	 */
	public static Builder create(String id, ExpiryTerms terms, Duration age) {
		return new Builder(Kind.CREATE, id, id, terms, age);
	}

	/**
	 * Starts the delta of a session that the store has.
	 * @param id the id
	 * @param terms the time limits that apply
	 * @return a builder
	 */
	public static Builder update(String id, ExpiryTerms terms) {
		return new Builder(Kind.UPDATE, id, id, terms, Duration.ZERO);
	}

	/**
	 * Starts the delta of a session that gets a new id.
	 * @param previousId the id under which the store has it
	 * @param id the new id
	 * @param terms the time limits that apply
	 * @return a builder
	 */
	public static Builder changeId(String previousId, String id, ExpiryTerms terms) {
		return new Builder(Kind.CHANGE_ID, id, previousId, terms, Duration.ZERO);
	}

	/**
	 * Whether saving this would do nothing.
	 * @return {@code true} if it changes nothing and records no access
	 */
	public boolean isEmpty() {
		return isTouch() && this.accessedAgo == null;
	}

	/**
	 * Whether saving this would at most record an access.
	 * @return {@code true} if it changes nothing else
	 */
	public boolean isTouch() {
		return isTouch(this.kind, this.ownIdleTimeout, this.details, this.attributes);
	}

	private static boolean isTouch(Kind kind, @Nullable Duration ownIdleTimeout, Map<?, ?> details,
			Map<?, ?> attributes) {
		return kind == Kind.UPDATE && ownIdleTimeout == null && details.isEmpty() && attributes.isEmpty();
	}

	/**
	 * Whether this logs a user in or out.
	 * @return {@code true} if it says who is logged in, be it the same user again
	 */
	public boolean changesPrincipal() {
		return this.details.containsKey(SessionRecord.PRINCIPAL);
	}

	/**
	 * Who is logged in after this.
	 * @return the principal's name, {@code null} if nobody is
	 */
	public @Nullable String principal() {
		return changesPrincipal() ? this.details.get(SessionRecord.PRINCIPAL) : this.known.get(SessionRecord.PRINCIPAL);
	}

	/**
	 * The details of the session after this, if they were as given before.
	 * @param before the details before
	 * @return the details after
	 */
	public Map<String, String> detailsAfter(Map<String, String> before) {
		return SessionRecord.changed(before, this.details);
	}

	/**
	 * This delta some time later.
	 * @param elapsed the time
	 * @return a delta that means the same then
	 */
	public SessionDelta after(Duration elapsed) {
		return new SessionDelta(this.kind, this.id, this.previousId, this.terms, this.age.plus(elapsed), this.created,
				(this.accessedAgo != null) ? this.accessedAgo.plus(elapsed) : null, this.ownIdleTimeout, this.details,
				this.attributes, this.known, (this.endsIn != null) ? this.endsIn.minus(elapsed) : null, this.relists,
				this.limit, this.admission, this.expected);
	}

	/**
	 * This delta if the attributes which it changes are as they were.
	 * @param before the attributes on which the change is based
	 * @return a delta that changes nothing otherwise
	 */
	public SessionDelta ifUnchangedSince(Map<String, byte[]> before) {
		Map<String, byte @Nullable []> values = new LinkedHashMap<>();
		this.attributes.keySet().forEach((name) -> values.put(name, before.get(name)));
		return new SessionDelta(this.kind, this.id, this.previousId, this.terms, this.age, this.created,
				this.accessedAgo, this.ownIdleTimeout, this.details, this.attributes, this.known, this.endsIn,
				this.relists, this.limit, this.admission, Collections.unmodifiableMap(values));
	}

	/**
	 * This delta for a session that has got its new id already.
	 * @return a delta that changes the session under that id
	 */
	public SessionDelta moved() {
		return new SessionDelta(Kind.UPDATE, this.id, this.id, this.terms, this.age, this.created, this.accessedAgo,
				this.ownIdleTimeout, this.details, this.attributes, this.known, this.endsIn, this.relists, this.limit,
				this.admission, this.expected);
	}

	/**
	 * One delta that does what this one and a later one do.
	 * @param later a delta of the session as this one leaves it
	 * @return both together; the ages are those of the later one, so this one has to be
	 * brought forward by {@link #after} before
	 */
	public SessionDelta then(SessionDelta later) {
		Map<String, @Nullable String> allDetails = new LinkedHashMap<>(this.details);
		allDetails.putAll(later.details);
		Map<String, byte @Nullable []> allAttributes = new LinkedHashMap<>(this.attributes);
		allAttributes.putAll(later.attributes);
		Map<String, byte @Nullable []> allExpected = new LinkedHashMap<>(later.expected);
		allExpected.keySet().removeAll(this.attributes.keySet());
		allExpected.putAll(this.expected);
		boolean login = later.changesPrincipal();
		return new SessionDelta((this.kind != Kind.UPDATE) ? this.kind : later.kind, later.id,
				(this.kind == Kind.CREATE) ? later.id : this.previousId, later.terms, this.age,
				(this.created != null || this.kind == Kind.CREATE) ? this.created : later.created,
				(later.accessedAgo != null) ? later.accessedAgo : this.accessedAgo,
				(later.ownIdleTimeout != null) ? later.ownIdleTimeout : this.ownIdleTimeout,
				Collections.unmodifiableMap(allDetails), Collections.unmodifiableMap(allAttributes), this.known,
				later.endsIn, this.relists || later.relists, login ? later.limit : this.limit,
				login ? later.admission : this.admission, Collections.unmodifiableMap(allExpected));
	}

	/**
	 * Whether a session is as this delta expects it.
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
	 * Whether the session may end earlier than it would have without this. A delta that
	 * only records an access never brings the end nearer, because it may come from a
	 * request which does not know yet that somebody has logged in.
	 * @return {@code true} if the time at which the session ends is computed anew
	 */
	public boolean resetsExpiry() {
		return this.kind == Kind.CREATE || this.ownIdleTimeout != null || changesPrincipal();
	}

	/**
	 * Collects a delta.
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

		private @Nullable SessionLimit limit;

		private @Nullable Admission admission;

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

		/** A detail, unless it is known to be as it was. */
		public Builder changedDetail(String name, @Nullable String value) {
			return Objects.equals(value, this.known.get(name)) ? this : detail(name, value);
		}

		public Builder attribute(String name, byte @Nullable [] value) {
			return attributes(Collections.singletonMap(name, value));
		}

		public Builder attributes(Map<String, byte @Nullable []> values) {
			if (!values.isEmpty()) {
				this.attributes = new LinkedHashMap<>(this.attributes);
				this.attributes.putAll(values);
			}
			return this;
		}

		/**
		 * All attributes that change.
		 * @param values a map that nobody changes any more
		 */
		public Builder allAttributes(Map<String, byte @Nullable []> values) {
			this.attributes = values;
			return this;
		}

		public Builder known(Map<String, String> details) {
			this.known = details;
			return this;
		}

		/**
		 * Says when the session ends at the latest; by default one idle timeout and touch
		 * interval from now.
		 */
		public Builder endsIn(@Nullable Duration time) {
			this.endsIn = time;
			return this;
		}

		/**
		 * Says whether the indexes are to learn when the session ends; by default they
		 * are.
		 */
		public Builder relists(boolean due) {
			this.relists = due;
			return this;
		}

		public Builder limit(@Nullable SessionLimit most, @Nullable Admission decided) {
			this.limit = most;
			this.admission = decided;
			return this;
		}

		/** Whether this would at most record an access. */
		public boolean isTouch() {
			return SessionDelta.isTouch(this.kind, this.ownIdleTimeout, this.details, this.attributes);
		}

		public SessionDelta build() {
			return new SessionDelta(this.kind, this.id, this.previousId, this.terms, this.age, this.created,
					this.accessedAgo, this.ownIdleTimeout, unmodifiable(this.details), unmodifiable(this.attributes),
					this.known, this.endsIn, this.relists, this.limit, this.admission, Map.of());
		}

		private static <V extends @Nullable Object> Map<String, V> unmodifiable(Map<String, V> map) {
			return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(map);
		}

	}

}
