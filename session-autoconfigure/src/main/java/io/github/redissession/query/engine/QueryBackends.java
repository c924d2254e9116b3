package io.github.redissession.query.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQueryException;

/**
 * Chooses the backend that runs queries. The first query determines whether Redis Search
 * can be used, and the log reports it once. While the server is unavailable, no decision
 * is made. If Redis Search becomes unavailable later, sorted sets take over until the
 * application is restarted.
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
	 * Runs a query on the chosen backend, and once more on sorted sets if that backend
	 * can no longer be used, because the server was replaced or its permissions were
	 * reduced.
	 * @param query runs on a backend; it may be called twice
	 */
	<T> CompletionStage<T> run(TimeLimit limit, Function<QueryBackend, CompletionStage<T>> query) {
		return choose(limit).thenCompose((backend) -> query.apply(backend).exceptionallyCompose((ex) -> {
			String objection = (backend == this.search && this.wanted == SearchBackend.AUTO)
					? RedisSearchBackend.objection(ex) : "";
			return objection.isEmpty() ? CompletableFuture.failedFuture(ex) : query.apply(replace(objection));
		}));
	}

	private synchronized QueryBackend replace(String objection) {
		if (this.chosen != this.sets) {
			logger.warn("Queries across sessions use sorted sets from now on, because " + objection);
			this.chosen = this.sets;
		}
		return this.sets;
	}

	/**
	 * Returns the backend that runs the next query.
	 */
	CompletionStage<QueryBackend> choose(TimeLimit limit) {
		QueryBackend known = this.chosen;
		if (known != null) {
			return CompletableFuture.completedFuture(known);
		}
		if (this.wanted == SearchBackend.NONE) {
			return CompletableFuture.failedFuture(new SessionQueryException(
					"Sessions are not indexed: set redis-session.query.backend to auto, search or sets"));
		}
		return this.search.objection(limit).exceptionallyCompose(this::unknown).thenApply(this::decide);
	}

	/**
	 * Other engines support the same commands, but reject some of the arguments. The
	 * sorted sets always exist, so any error that is not temporary is reason enough to
	 * use them.
	 */
	private CompletionStage<String> unknown(Throwable failure) {
		if (SearchIndex.isTemporary(failure) || this.wanted != SearchBackend.AUTO) {
			return CompletableFuture.failedFuture(failure);
		}
		Throwable cause = Stages.cause(failure);
		Throwable error = (cause.getCause() != null) ? cause.getCause() : cause;
		return CompletableFuture.completedFuture("the server's Redis Search failed: " + error.getMessage());
	}

	private synchronized QueryBackend decide(String objection) {
		QueryBackend known = this.chosen;
		if (known != null) {
			return known;
		}
		if (!objection.isEmpty() && this.wanted == SearchBackend.SEARCH) {
			throw new SessionQueryException(
					"Redis Search cannot query sessions: %s. Set redis-session.query.backend to sets or auto, and re-index"
						.formatted(objection));
		}
		QueryBackend choice = objection.isEmpty() ? this.search : this.sets;
		logger.info("Queries across sessions use %s"
			.formatted(objection.isEmpty() ? "Redis Search" : "sorted sets, because " + objection));
		this.chosen = choice;
		return choice;
	}

	/**
	 * Returns the chosen backend, or the configured one until then.
	 */
	SearchBackend current() {
		QueryBackend known = this.chosen;
		return (known != null) ? known.name() : this.wanted;
	}

}
