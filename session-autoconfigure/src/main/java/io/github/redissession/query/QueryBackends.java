package io.github.redissession.query;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Chooses by what questions are answered.
 */
final class QueryBackends {

	private final SearchBackend wanted;

	private final QueryBackend sets;

	QueryBackends(SearchBackend wanted, QueryBackend sets) {
		this.wanted = wanted;
		this.sets = sets;
	}

	/**
	 * The backend that answers the next question.
	 */
	CompletionStage<QueryBackend> choose() {
		if (this.wanted == SearchBackend.NONE) {
			return CompletableFuture.failedFuture(new SessionQueryException(
					"Nothing is kept by which sessions could be found: set redis-session.query.backend to auto, search or sets"));
		}
		return CompletableFuture.completedFuture(this.sets);
	}

	/**
	 * What was chosen last.
	 */
	SearchBackend current() {
		return (this.wanted == SearchBackend.NONE) ? SearchBackend.NONE : SearchBackend.SETS;
	}

}
