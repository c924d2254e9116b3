package io.github.redissession.query;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.ValueText;

/**
 * Which sessions are meant: those that have a value, a user, times, or any combination.
 * It never changes, and asks nothing by itself; see {@link SessionSearch}.
 *
 * <pre>
 * SessionQuery.where("sku").is("apple").and(SessionQuery.where("total").atLeast(50))
 * </pre>
 */
public final class SessionQuery {

	private final Condition condition;

	private SessionQuery(Condition condition) {
		this.condition = condition;
	}

	/**
	 * All sessions.
	 * @return the question
	 */
	public static SessionQuery all() {
		return new SessionQuery(new Condition.All());
	}

	/**
	 * Begins a question about the values of a declared attribute.
	 * @param name the name under which it is declared
	 * @return what can be asked of it
	 */
	public static Values where(String name) {
		return new Values(name);
	}

	/**
	 * The sessions in which a user is logged in.
	 * @param user the user's name as the application knows it
	 * @return the question
	 */
	public static SessionQuery principal(String user) {
		return new SessionQuery(new Condition.Principal(user));
	}

	/**
	 * The sessions that began in a period, by the clock of Redis.
	 * @param from its first millisecond, {@code null} for any
	 * @param to its last millisecond, {@code null} for any
	 * @return the question
	 */
	public static SessionQuery created(@Nullable Instant from, @Nullable Instant to) {
		return new SessionQuery(new Condition.Time(Condition.Field.CREATED, from, to));
	}

	/**
	 * The sessions whose last recorded access lies in a period. Accesses within one touch
	 * interval are recorded once.
	 * @param from its first millisecond, {@code null} for any
	 * @param to its last millisecond, {@code null} for any
	 * @return the question
	 */
	public static SessionQuery accessed(@Nullable Instant from, @Nullable Instant to) {
		return new SessionQuery(new Condition.Time(Condition.Field.ACCESSED, from, to));
	}

	/**
	 * The sessions that end in a period unless they are used again. One that never ends
	 * is none of them.
	 * @param from its first millisecond, {@code null} for any
	 * @param to its last millisecond, {@code null} for any
	 * @return the question
	 */
	public static SessionQuery expires(@Nullable Instant from, @Nullable Instant to) {
		return new SessionQuery(new Condition.Time(Condition.Field.EXPIRES, from, to));
	}

	/**
	 * The sessions of this question that are also some of another one.
	 * @param other the other one
	 * @return the question
	 */
	public SessionQuery and(SessionQuery other) {
		return new SessionQuery(new Condition.And(List.of(this.condition, other.condition)));
	}

	/**
	 * The sessions of this question and those of another one.
	 * @param other the other one
	 * @return the question
	 */
	public SessionQuery or(SessionQuery other) {
		return new SessionQuery(new Condition.Or(List.of(this.condition, other.condition)));
	}

	/**
	 * All sessions but those of this question.
	 * @return the question
	 */
	public SessionQuery not() {
		return new SessionQuery(new Condition.Not(this.condition));
	}

	public Condition condition() {
		return this.condition;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SessionQuery query && this.condition.equals(query.condition);
	}

	@Override
	public int hashCode() {
		return this.condition.hashCode();
	}

	@Override
	public String toString() {
		return this.condition.toString();
	}

	/**
	 * What can be asked of the values of a declared attribute. A session may have several
	 * values of a tag; of a number it has one.
	 */
	public static final class Values {

		private final String name;

		private Values(String name) {
			this.name = name;
		}

		/**
		 * The sessions that have a value among theirs. It is compared as it is: case,
		 * spaces and all.
		 * @param value any text
		 * @return the question
		 */
		public SessionQuery is(String value) {
			return anyOf(List.of(value));
		}

		/**
		 * The sessions that have no such value among theirs, if any.
		 * @param value any text
		 * @return the question
		 */
		public SessionQuery isNot(String value) {
			return is(value).not();
		}

		/**
		 * The sessions that have at least one of several values.
		 * @param values any texts; of none there is no session
		 * @return the question
		 */
		public SessionQuery anyOf(String... values) {
			return anyOf(Arrays.asList(values));
		}

		/**
		 * The sessions that have at least one of several values.
		 * @param values any texts; of none there is no session
		 * @return the question
		 */
		public SessionQuery anyOf(Collection<String> values) {
			return new SessionQuery(
					new Condition.Tag(this.name, values.stream().map(ValueText::encode).distinct().toList()));
		}

		/**
		 * The sessions whose number lies in a range.
		 * @param min the least number
		 * @param max the greatest number
		 * @return the question
		 */
		public SessionQuery between(double min, double max) {
			if (Double.isNaN(min) || Double.isNaN(max)) {
				throw new SessionQueryException("A range of '%s' has an end that is no number".formatted(this.name));
			}
			return new SessionQuery(new Condition.Range(this.name, min, max));
		}

		/**
		 * The sessions whose number is not less than another one.
		 * @param min that number
		 * @return the question
		 */
		public SessionQuery atLeast(double min) {
			return between(min, Double.POSITIVE_INFINITY);
		}

		/**
		 * The sessions whose number is not greater than another one.
		 * @param max that number
		 * @return the question
		 */
		public SessionQuery atMost(double max) {
			return between(Double.NEGATIVE_INFINITY, max);
		}

	}

}
