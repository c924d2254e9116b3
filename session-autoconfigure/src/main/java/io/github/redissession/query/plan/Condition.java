package io.github.redissession.query.plan;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;

/**
 * What a session has to fulfil. It can be asked of a session that was read; backends make
 * their own sense of it to find sessions.
 */
public sealed interface Condition {

	/**
	 * Whether a session fulfils this.
	 */
	boolean matches(SessionRecord session);

	/**
	 * All of several conditions, with those inside that are such themselves, and without
	 * those that say nothing.
	 */
	static Condition and(List<Condition> conditions) {
		List<Condition> all = conditions.stream()
			.flatMap((one) -> (one instanceof And and) ? and.all().stream() : Stream.of(one))
			.filter((one) -> !(one instanceof All))
			.distinct()
			.toList();
		return all.isEmpty() ? new All() : (all.size() == 1) ? all.get(0) : new And(all);
	}

	/**
	 * One of several conditions, with those inside that are such themselves.
	 */
	static Condition or(List<Condition> conditions) {
		List<Condition> any = conditions.stream()
			.flatMap((one) -> (one instanceof Or or) ? or.any().stream() : Stream.of(one))
			.distinct()
			.toList();
		return any.contains(new All()) ? new All() : (any.size() == 1) ? any.get(0) : new Or(any);
	}

	/** Every session does. */
	record All() implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			return true;
		}

	}

	/** It has one of these values, which are {@link ValueText}s. */
	record Tag(String name, List<String> texts) implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			List<String> own = IndexValues.tags(session.details(), this.name);
			return this.texts.stream().anyMatch(own::contains);
		}

	}

	/** It has a number from one to another. */
	record Range(String name, double min, double max) implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			Double number = IndexValues.number(session.details(), this.name);
			return number != null && this.min <= number && number <= this.max;
		}

	}

	/** This user is logged in, by the name that is stored. */
	record Principal(String name) implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			return this.name.equals(session.principal());
		}

	}

	/** A time of it lies in a period. */
	record Time(Field field, @Nullable Instant from, @Nullable Instant to) implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			Instant time = this.field.of(session);
			return time != null && (this.from == null || !time.isBefore(this.from))
					&& (this.to == null || !time.isAfter(this.to));
		}

	}

	/** It fulfils all of these. */
	record And(List<Condition> all) implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			return this.all.stream().allMatch((one) -> one.matches(session));
		}

	}

	/** It fulfils one of these. */
	record Or(List<Condition> any) implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			return this.any.stream().anyMatch((one) -> one.matches(session));
		}

	}

	/** It does not fulfil this. */
	record Not(Condition other) implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			return !this.other.matches(session);
		}

	}

	/** A time that every session has, or may have. */
	enum Field {

		/** When it began. */
		CREATED,
		/** The last recorded access. */
		ACCESSED,
		/** When it ends unless it is used again. */
		EXPIRES;

		@Nullable Instant of(SessionRecord session) {
			return switch (this) {
				case CREATED -> session.created();
				case ACCESSED -> session.accessed();
				case EXPIRES -> session.expires();
			};
		}

	}

}
