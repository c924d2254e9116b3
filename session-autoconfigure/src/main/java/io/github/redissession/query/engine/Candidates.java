package io.github.redissession.query.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SessionCatalog.Entry;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.Position;
import io.github.redissession.spi.SessionRecord;

/**
 * Sessions among which those are that a question means.
 */
interface Candidates {

	/**
	 * What all of them should fulfil.
	 */
	Condition meaning();

	/**
	 * Whether they are read in the order in which they began.
	 */
	boolean isOrdered();

	/**
	 * Begins to read them.
	 * @param after the position behind which to begin, if they are ordered; {@code null}
	 * for the beginning
	 * @param oldestFirst whether to begin with the oldest one, if they are ordered
	 * @param limit for how long each answer of the store is awaited
	 */
	Walk walk(@Nullable Position after, boolean oldestFirst, TimeLimit limit);

	/**
	 * Whether a session should be found under an entry.
	 */
	default boolean isRight(Candidate candidate, SessionRecord session) {
		return meaning().matches(session);
	}

	/**
	 * Takes note of those which are not there, or do not belong to these.
	 */
	default void drop(List<Candidate> outdated) {
	}

	/**
	 * Reads candidates step by step. The next step begins when the one before is over.
	 */
	interface Walk {

		/**
		 * Some candidates.
		 * @param max about how many
		 * @return the candidates, none if there are no more
		 */
		CompletionStage<List<Candidate>> next(int max);

	}

	/**
	 * A session that may be meant.
	 *
	 * @param id its id
	 * @param position where it is in the order in which sessions began
	 * @param entry what an index has of it, {@code null} if it is not from one
	 */
	record Candidate(String id, Position position, @Nullable Entry entry) {

	}

}
