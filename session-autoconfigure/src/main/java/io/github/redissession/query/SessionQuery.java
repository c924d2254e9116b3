package io.github.redissession.query;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Describes sessions by the values, the user and the times that they have. A query is
 * immutable and does nothing by itself; {@link SessionSearch} runs it.
 *
 * <pre>
 * SessionQuery.where("sku").is("apple").and(SessionQuery.where("total").atLeast(50))
 * </pre>
 *
 * Applications use the methods; the records below are the conditions of which a query
 * consists.
 */
public sealed interface SessionQuery {

	/**
	 * Matches all sessions.
	 * @return the query
	 */
	static SessionQuery all() {
		return new All();
	}

	/**
	 * Begins a query for the values of a declared attribute.
	 * @param name the name under which the attribute is declared
	 * @return the conditions that the values can be tested for
	 */
	static Values where(String name) {
		return new Values(name);
	}

	/**
	 * Matches the sessions in which a user is logged in.
	 * @param user the user's name as the application knows it
	 * @return the query
	 */
	static SessionQuery principal(String user) {
		return new Principal(user);
	}

	/**
	 * Matches the sessions that began in a period, by the clock of Redis.
	 * @param from its first millisecond, {@code null} for an open beginning
	 * @param to its last millisecond, {@code null} for an open end
	 * @return the query
	 */
	static SessionQuery created(@Nullable Instant from, @Nullable Instant to) {
		return new Time(Field.CREATED, from, to);
	}

	/**
	 * Matches the sessions whose last recorded access lies in a period. Of several
	 * accesses within one touch interval, one is recorded.
	 * @param from its first millisecond, {@code null} for an open beginning
	 * @param to its last millisecond, {@code null} for an open end
	 * @return the query
	 */
	static SessionQuery accessed(@Nullable Instant from, @Nullable Instant to) {
		return new Time(Field.ACCESSED, from, to);
	}

	/**
	 * Matches the sessions that end in a period unless they are used again. A session
	 * that never ends does not match.
	 * @param from its first millisecond, {@code null} for an open beginning
	 * @param to its last millisecond, {@code null} for an open end
	 * @return the query
	 */
	static SessionQuery expires(@Nullable Instant from, @Nullable Instant to) {
		return new Time(Field.EXPIRES, from, to);
	}

	/**
	 * Matches the sessions that match both this query and another one.
	 * @param other the other query
	 * @return the query
	 */
	default SessionQuery and(SessionQuery other) {
		return new And(List.of(this, other));
	}

	/**
	 * Matches the sessions that match this query, another one, or both.
	 * @param other the other query
	 * @return the query
	 */
	default SessionQuery or(SessionQuery other) {
		return new Or(List.of(this, other));
	}

	/**
	 * Matches the sessions that do not match this query.
	 * @return the query
	 */
	default SessionQuery not() {
		return new Not(this);
	}

	/**
	 * Conditions for the values of a declared attribute. A session can have several
	 * values of a tag, but only one number.
	 *
	 * @param name the name under which the attribute is declared
	 */
	record Values(String name) {

		/**
		 * Matches the sessions that have a value. Values are compared exactly, including
		 * case and spaces.
		 * @param value any text
		 * @return the query
		 */
		public SessionQuery is(String value) {
			return anyOf(List.of(value));
		}

		/**
		 * Matches the sessions that do not have a value, and those without any.
		 * @param value any text
		 * @return the query
		 */
		public SessionQuery isNot(String value) {
			return is(value).not();
		}

		/**
		 * Matches the sessions that have at least one of several values.
		 * @param values any texts; if there are none, no session matches
		 * @return the query
		 */
		public SessionQuery anyOf(String... values) {
			return anyOf(Arrays.asList(values));
		}

		/**
		 * Matches the sessions that have at least one of several values.
		 * @param values any texts; if there are none, no session matches
		 * @return the query
		 */
		public SessionQuery anyOf(Collection<String> values) {
			return new Tag(this.name, List.copyOf(new LinkedHashSet<>(values)));
		}

		/**
		 * Matches the sessions whose number lies in a range, both ends included.
		 * @param min the smallest number
		 * @param max the largest number
		 * @return the query
		 * @throws SessionQueryException if an end is not a number
		 */
		public SessionQuery between(double min, double max) {
			if (Double.isNaN(min) || Double.isNaN(max)) {
				throw new SessionQueryException("The range of '%s' must have numbers as its ends, but was %s to %s"
					.formatted(this.name, min, max));
			}
			return new Range(this.name, min, max);
		}

		/**
		 * Matches the sessions whose number is at least as large as another one.
		 * @param min the smallest number
		 * @return the query
		 */
		public SessionQuery atLeast(double min) {
			return between(min, Double.POSITIVE_INFINITY);
		}

		/**
		 * Matches the sessions whose number is at most as large as another one.
		 * @param max the largest number
		 * @return the query
		 */
		public SessionQuery atMost(double max) {
			return between(Double.NEGATIVE_INFINITY, max);
		}

	}

	/** Every session matches. */
	record All() implements SessionQuery {

	}

	/** The session has one of these values of a declared tag. */
	record Tag(String name, List<String> values) implements SessionQuery {

	}

	/** The session's number lies in a range, both ends included. */
	record Range(String name, double min, double max) implements SessionQuery {

	}

	/** The user is logged in. */
	record Principal(String name) implements SessionQuery {

	}

	/** A time of the session lies in a period; {@code null} is an open end. */
	record Time(Field field, @Nullable Instant from, @Nullable Instant to) implements SessionQuery {

	}

	/** The session matches all of these. */
	record And(List<SessionQuery> all) implements SessionQuery {

	}

	/** The session matches at least one of these. */
	record Or(List<SessionQuery> any) implements SessionQuery {

	}

	/** The session does not match this. */
	record Not(SessionQuery other) implements SessionQuery {

	}

	/** A time that sessions have. */
	enum Field {

		/** When the session began. */
		CREATED,
		/** The last recorded access. */
		ACCESSED,
		/** When the session ends unless it is used again; not every session has one. */
		EXPIRES

	}

}
