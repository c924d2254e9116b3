package io.github.redissession.query.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SessionCatalog.Entry;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.plan.Position;
import io.github.redissession.query.plan.QueryFilter;
import io.github.redissession.spi.SessionRecord;

/**
 * A superset of the sessions that match a query.
 */
interface Candidates {

	/**
	 * Returns the query that all of them should match.
	 */
	SessionQuery query();

	/**
	 * Returns whether they are read in the order in which they began.
	 */
	boolean isOrdered();

	/**
	 * Begins to read them.
	 * @param after the position after which to begin, if they are ordered; {@code null}
	 * for the beginning
	 * @param oldestFirst whether to begin with the oldest one, if they are ordered
	 * @param limit the time limit of each step
	 */
	Walk walk(@Nullable Position after, boolean oldestFirst, TimeLimit limit);

	/**
	 * Returns whether the entry of a candidate is up to date with its session.
	 */
	default boolean isCurrent(Candidate candidate, SessionRecord session) {
		return QueryFilter.matches(query(), session);
	}

	/**
	 * Drops the entries of candidates that do not exist or do not belong here.
	 */
	default void drop(List<Candidate> outdated) {
	}

	/**
	 * Reads candidates step by step. A step begins when the previous one has completed.
	 */
	interface Walk {

		/**
		 * Reads the next candidates.
		 * @param max the approximate maximum number
		 * @return the candidates, empty if there are no more
		 */
		CompletionStage<List<Candidate>> next(int max);

	}

	/**
	 * A session that may match.
	 *
	 * @param id the session's id
	 * @param position its position in the order in which sessions began
	 * @param entry its index entry, {@code null} if there is none to repair
	 */
	record Candidate(String id, Position position, @Nullable Entry entry) {

	}

}
