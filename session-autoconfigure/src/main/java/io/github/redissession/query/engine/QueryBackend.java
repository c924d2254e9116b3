package io.github.redissession.query.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.Condition;

/**
 * Knows where to look for sessions.
 */
interface QueryBackend {

	/**
	 * By what this answers.
	 */
	SearchBackend name();

	/**
	 * Finds out where to look for the sessions that a condition means.
	 * @param condition the condition
	 * @param way the way that an earlier page of the same answer has gone, -1 for any
	 * @param limit when whoever asks gives up
	 */
	CompletionStage<Plan> plan(Condition condition, int way, TimeLimit limit);

	/**
	 * Counts the sessions of each value without looking at each of them.
	 * @return the counts in any order, {@code null} if every session has to be looked at
	 */
	CompletionStage<@Nullable List<ValueCount>> countBy(String name, Condition condition, TimeLimit limit);

	/**
	 * Where to look.
	 *
	 * @param sources where to look, one after the other
	 * @param way which of several ways this is
	 * @param total counts the sessions without looking at each of them, {@code null} if
	 * each has to be looked at
	 */
	record Plan(List<? extends Candidates> sources, int way, @Nullable Total total) {

		/**
		 * Whether they are found in the order in which they began.
		 */
		boolean isOrdered() {
			return this.sources.size() == 1 && this.sources.get(0).isOrdered();
		}

	}

	/**
	 * Counts sessions.
	 */
	interface Total {

		CompletionStage<Long> count(TimeLimit limit);

	}

}
