package io.github.redissession.query.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.Position;

/**
 * All sessions, in no order: those of the expiry index, shard by shard.
 */
final class AllCandidates implements Candidates {

	private static final String BEGINNING = "0";

	private final SessionCatalog catalog;

	AllCandidates(SessionCatalog catalog) {
		this.catalog = catalog;
	}

	@Override
	public Condition meaning() {
		return new Condition.All();
	}

	@Override
	public boolean isOrdered() {
		return false;
	}

	@Override
	public Walk walk(@Nullable Position after, boolean oldestFirst, TimeLimit limit) {
		return new Scanning(new ArrayDeque<>(this.catalog.everything()), limit);
	}

	private final class Scanning implements Walk {

		private final Deque<IndexName> shards;

		/** A scan may read the same twice. */
		private final Set<String> read = new HashSet<>();

		private final TimeLimit limit;

		private String cursor = BEGINNING;

		Scanning(Deque<IndexName> shards, TimeLimit limit) {
			this.shards = shards;
			this.limit = limit;
		}

		@Override
		public CompletionStage<List<Candidate>> next(int max) {
			return AsyncLoop.repeat(List.<Candidate>of(), (none) -> step(max),
					(candidates) -> !candidates.isEmpty() || this.shards.isEmpty());
		}

		private CompletionStage<List<Candidate>> step(int max) {
			IndexName shard = this.shards.peek();
			if (shard == null) {
				return CompletableFuture.completedFuture(List.of());
			}
			this.limit.check();
			return this.limit.await(AllCandidates.this.catalog.scan(shard, this.cursor, max)).thenApply((scan) -> {
				List<Candidate> found = scan.ids()
					.stream()
					.filter(this.read::add)
					.map((id) -> new Candidate(id, new Position(0, id), null))
					.toList();
				this.cursor = scan.cursor();
				if (this.cursor.equals(BEGINNING)) {
					this.shards.remove();
					this.read.clear();
				}
				return found;
			});
		}

	}

}
