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
import io.github.redissession.async.Stages;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.ReindexProgress;
import io.github.redissession.query.engine.Candidates.Candidate;
import io.github.redissession.query.plan.DeclaredIndexer;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Reads every session once, and writes the values by which it can be found.
 */
final class Reindex {

	private final SessionCatalog catalog;

	private final SessionStore store;

	private final SessionSettings settings;

	private final DeclaredIndexer indexer;

	private final TimeLimit limit;

	private long looked;

	private long changed;

	private long failed;

	/**
	 * Creates a re-index.
	 * @param limit the time limit of each step
	 */
	Reindex(SessionCatalog catalog, SessionStore store, SessionSettings settings, DeclaredIndexer indexer,
			TimeLimit limit) {
		this.catalog = catalog;
		this.store = store;
		this.settings = settings;
		this.indexer = indexer;
		this.limit = limit;
	}

	CompletionStage<ReindexProgress> run(int batchSize, Consumer<ReindexProgress> progress) {
		Candidates.Walk walk = new AllCandidates(this.catalog).walk(null, false, this.limit);
		return AsyncLoop.repeat(new ReindexProgress(0, 0, 0, false),
				(before) -> walk.next(batchSize)
					.thenCompose((some) -> some.isEmpty() ? CompletableFuture.completedFuture(true)
							: this.limit.await(index(some)).thenApply((indexed) -> false))
					.thenApply((done) -> new ReindexProgress(this.looked, this.changed, this.failed, done)),
				(after) -> {
					progress.accept(after);
					return after.done();
				});
	}

	private CompletionStage<?> index(List<Candidate> some) {
		return this.store.findAll(some.stream().map(Candidate::id).toList())
			.thenCompose((found) -> Stages.all(found.values().stream().map(this::index).toList()));
	}

	private CompletionStage<Boolean> index(SessionRecord session) {
		this.looked++;
		Map<String, @Nullable String> details = details(session);
		if (details == null) {
			return CompletableFuture.completedFuture(count(false, false));
		}
		boolean changes = details.entrySet()
			.stream()
			.anyMatch((one) -> !Objects.equals(one.getValue(), session.details().get(one.getKey())));
		return this.catalog.reindex(session, details, this.indexer.attributes())
			.thenApply((done) -> count(done, changes));
	}

	private synchronized boolean count(boolean done, boolean changes) {
		if (!done) {
			this.failed++;
		}
		else if (changes) {
			this.changed++;
		}
		return done;
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
