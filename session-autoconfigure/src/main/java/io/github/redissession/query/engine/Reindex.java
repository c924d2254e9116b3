package io.github.redissession.query.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.ReindexProgress;
import io.github.redissession.query.engine.Candidates.Candidate;
import io.github.redissession.query.plan.DeclaredIndexer;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Reads every session once and writes by what it can be found.
 */
final class Reindex {

	private final SessionStore store;

	private final SessionSettings settings;

	private final DeclaredIndexer indexer;

	private final TimeLimit patience;

	private long looked;

	private long changed;

	private long failed;

	/**
	 * Creates it.
	 * @param patience how long one step may take
	 */
	Reindex(SessionStore store, SessionSettings settings, DeclaredIndexer indexer, TimeLimit patience) {
		this.store = store;
		this.settings = settings;
		this.indexer = indexer;
		this.patience = patience;
	}

	CompletionStage<ReindexProgress> run(SessionCatalog catalog, int batchSize, Consumer<ReindexProgress> progress) {
		Candidates.Walk walk = new AllCandidates(catalog).walk(null, false, this.patience);
		return AsyncLoop.repeat(new ReindexProgress(0, 0, 0, false), (before) -> step(catalog, walk, batchSize),
				(after) -> {
					progress.accept(after);
					return after.done();
				});
	}

	private CompletionStage<ReindexProgress> step(SessionCatalog catalog, Candidates.Walk walk, int batchSize) {
		return walk.next(batchSize)
			.thenCompose((some) -> some.isEmpty() ? CompletableFuture.completedFuture(true)
					: this.patience.await(index(catalog, some)).thenApply((nothing) -> false))
			.thenApply(this::progress);
	}

	private ReindexProgress progress(boolean done) {
		return new ReindexProgress(this.looked, this.changed, this.failed, done);
	}

	private CompletionStage<@Nullable Void> index(SessionCatalog catalog, List<Candidate> some) {
		return this.store.findAll(some.stream().map(Candidate::id).toList()).thenCompose((found) -> {
			CompletionStage<@Nullable Void> all = CompletableFuture.completedStage(null);
			for (SessionRecord session : found.values()) {
				all = all.thenCombine(index(catalog, session), (one, other) -> null);
			}
			return all;
		});
	}

	private CompletionStage<@Nullable Void> index(SessionCatalog catalog, SessionRecord session) {
		this.looked++;
		Map<String, @Nullable String> details = details(session);
		if (details == null) {
			this.failed++;
			return CompletableFuture.completedFuture(null);
		}
		boolean changes = details.entrySet()
			.stream()
			.anyMatch((one) -> !Objects.equals(one.getValue(), session.details().get(one.getKey())));
		return catalog.reindex(session, details, this.indexer.attributes()).thenApply((done) -> {
			count(done, changes);
			return null;
		});
	}

	private synchronized void count(boolean done, boolean changes) {
		if (!done) {
			this.failed++;
		}
		else if (changes) {
			this.changed++;
		}
	}

	private @Nullable Map<String, @Nullable String> details(SessionRecord session) {
		AttributeCodec codec = this.settings.codec()
			.forSession(session.id(), session.details().get(SessionRecord.ORIGIN));
		Map<String, @Nullable String> details = new HashMap<>();
		try {
			for (String attribute : this.indexer.attributes()) {
				byte[] bytes = session.attributes().get(attribute);
				details
					.putAll(this.indexer.details(attribute, (bytes != null) ? codec.decode(attribute, bytes) : null));
			}
			return details;
		}
		catch (AttributeNotReadableException ex) {
			return null;
		}
	}

}
