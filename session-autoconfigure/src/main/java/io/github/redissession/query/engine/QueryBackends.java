package io.github.redissession.query.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQueryException;

/**
 * Chooses by what questions are answered. Whether Redis Search can is found out when
 * somebody asks, and said once in the log. While the server cannot be asked nothing is
 * decided. Sorted sets take over where Redis Search has gone, and keep that until the
 * application is started again.
 */
final class QueryBackends {

	private static final Log logger = LogFactory.getLog(QueryBackends.class);

	private final SearchBackend wanted;

	private final QueryBackend sets;

	private final RedisSearchBackend search;

	private volatile @Nullable QueryBackend chosen;

	QueryBackends(SearchBackend wanted, QueryBackend sets, RedisSearchBackend search) {
		this.wanted = wanted;
		this.sets = sets;
		this.search = search;
		this.chosen = (wanted == SearchBackend.SETS) ? sets : null;
	}

	/**
	 * Asks, and once more if it turns out that what was chosen cannot answer any more,
	 * because the server is another one by now, or allows less.
	 * @param question asks a backend; it may be called twice
	 */
	<T> CompletionStage<T> ask(TimeLimit limit, Function<QueryBackend, CompletionStage<T>> question) {
		return choose(limit).thenCompose((backend) -> question.apply(backend).exceptionallyCompose((ex) -> {
			String objection = (backend == this.search && this.wanted == SearchBackend.AUTO)
					? RedisSearchBackend.objection(ex) : "";
			return objection.isEmpty() ? CompletableFuture.failedFuture(ex) : question.apply(replace(objection));
		}));
	}

	private synchronized QueryBackend replace(String objection) {
		if (this.chosen != this.sets) {
			logger.warn("Questions across sessions are answered by sorted sets from now on, because " + objection);
			this.chosen = this.sets;
		}
		return this.sets;
	}

	/**
	 * The backend that answers the next question.
	 */
	CompletionStage<QueryBackend> choose(TimeLimit limit) {
		QueryBackend known = this.chosen;
		if (known != null) {
			return CompletableFuture.completedFuture(known);
		}
		if (this.wanted == SearchBackend.NONE) {
			return CompletableFuture.failedFuture(new SessionQueryException(
					"Nothing is kept by which sessions could be found: set redis-session.query.backend to auto, search or sets"));
		}
		return this.search.objection(limit).exceptionallyCompose(this::unknown).thenApply(this::decide);
	}

	/**
	 * Other engines know the same commands and refuse something of what is sent. Sorted
	 * sets are there in any case, so whatever a server has against Redis Search is reason
	 * enough, unless it will pass.
	 */
	private CompletionStage<String> unknown(Throwable failure) {
		if (SearchIndex.passes(failure) || this.wanted != SearchBackend.AUTO) {
			return CompletableFuture.failedFuture(failure);
		}
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		Throwable answer = (cause.getCause() != null) ? cause.getCause() : cause;
		return CompletableFuture.completedFuture("the server's Redis Search said: " + answer.getMessage());
	}

	private synchronized QueryBackend decide(String objection) {
		QueryBackend known = this.chosen;
		if (known != null) {
			return known;
		}
		if (!objection.isEmpty() && this.wanted == SearchBackend.SEARCH) {
			throw new SessionQueryException(
					"Redis Search cannot answer questions across sessions: %s. Set redis-session.query.backend to sets or auto, and re-index"
						.formatted(objection));
		}
		QueryBackend choice = objection.isEmpty() ? this.search : this.sets;
		logger.info("Questions across sessions are answered by %s"
			.formatted(objection.isEmpty() ? "Redis Search" : "sorted sets, because " + objection));
		this.chosen = choice;
		return choice;
	}

	/**
	 * What was chosen.
	 */
	SearchBackend current() {
		QueryBackend known = this.chosen;
		return (known != null) ? known.name() : this.wanted;
	}

}
