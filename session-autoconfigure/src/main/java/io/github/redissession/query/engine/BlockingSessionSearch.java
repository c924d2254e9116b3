package io.github.redissession.query.engine;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.redissession.SessionStoreException;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.ReindexProgress;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionPage;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.query.SignOutOptions;
import io.github.redissession.query.SignOutResult;
import io.github.redissession.query.ValueCount;

/**
 * Blocks until the finder has completed.
 *
 * @param finder finds the sessions
 */
record BlockingSessionSearch(SessionFinder finder) implements SessionSearch {

	@Override
	public SessionPage find(SessionQuery query, PageRequest page) {
		return await(this.finder.find(query, page));
	}

	@Override
	public long count(SessionQuery query) {
		return await(this.finder.count(query));
	}

	@Override
	public List<ValueCount> countBy(String name, SessionQuery query) {
		return await(this.finder.countBy(name, query));
	}

	@Override
	public List<String> ids(SessionQuery query, int limit) {
		return await(this.finder.ids(query, limit));
	}

	@Override
	public SignOutResult signOut(SessionQuery query, SignOutOptions options) {
		return awaitEnd(this.finder.signOut(query, options));
	}

	@Override
	public ReindexProgress reindex(int batchSize, Consumer<ReindexProgress> progress) {
		return awaitEnd(this.finder.reindex(batchSize, progress));
	}

	@Override
	public List<IndexedAttribute> attributes() {
		return this.finder.attributes();
	}

	@Override
	public SearchBackend backend() {
		return this.finder.backend();
	}

	private <T> T await(CompletionStage<T> stage) {
		return new TimeBudget(this.finder.timeout()).await(SessionFinder.WHAT, stage);
	}

	/** Waits without a limit, because each step has one. */
	private static <T> T awaitEnd(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new SessionStoreException("Could not " + SessionFinder.WHAT, ex);
		}
	}

}
