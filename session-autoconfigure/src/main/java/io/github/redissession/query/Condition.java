package io.github.redissession.query;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionRecord;

/**
 * What a session has to fulfil. It can be asked of a session that was read; backends make
 * their own sense of it to find sessions.
 */
sealed interface Condition {

	/**
	 * Whether a session fulfils this.
	 */
	boolean matches(SessionRecord session);

	/** Every session does. */
	record All() implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			return true;
		}

	}

	/** It has one of these values. */
	record Tag(String name, List<String> values) implements Condition {

		@Override
		public boolean matches(SessionRecord session) {
			List<String> own = IndexValues.tags(session.details(), this.name);
			return this.values.stream().map(ValueText::encode).anyMatch(own::contains);
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
