package io.github.redissession.query.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.ValueCount;

/**
 * Plans prepared queries.
 */
interface QueryBackend {

	SearchBackend name();

	/**
	 * Plans a query.
	 * @param query the prepared query
	 * @param accessPath the access path of the previous page, -1 for any
	 * @param limit the time limit of the query
	 */
	CompletionStage<Plan> plan(SessionQuery query, int accessPath, TimeLimit limit);

	/**
	 * Counts the sessions of each value without checking each session.
	 * @return the counts in any order, {@code null} if each session must be checked
	 */
	CompletionStage<@Nullable List<ValueCount>> countBy(String name, SessionQuery query, TimeLimit limit);

	/**
	 * Where to find the sessions that match a query.
	 *
	 * @param query the prepared query
	 * @param sources the candidates, one source after the other
	 * @param accessPath the number of the access path if there are several
	 * @param total counts the sessions without checking each one, {@code null} if each
	 * must be checked
	 */
	record Plan(SessionQuery query, List<? extends Candidates> sources, int accessPath,
			@Nullable Function<TimeLimit, CompletionStage<Long>> total) {

		/**
		 * Returns whether the sessions are found in the order in which they began.
		 */
		boolean isOrdered() {
			return this.sources.size() == 1 && this.sources.get(0).isOrdered();
		}

	}

}
