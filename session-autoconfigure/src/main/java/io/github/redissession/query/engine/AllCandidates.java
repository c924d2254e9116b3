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
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.plan.Position;

/**
 * All sessions in no particular order, read from the expiry index shard by shard.
 *
 * @param catalog reads the index
 */
record AllCandidates(SessionCatalog catalog) implements Candidates {

	private static final String BEGINNING = "0";

	@Override
	public SessionQuery query() {
		return SessionQuery.all();
	}

	@Override
	public boolean isOrdered() {
		return false;
	}

	@Override
	public Walk walk(@Nullable Position after, boolean oldestFirst, TimeLimit limit) {
		Deque<IndexName> shards = new ArrayDeque<>(this.catalog.everything());
		return new Walk() {

			/** A scan may return the same id twice. */
			private final Set<String> read = new HashSet<>();

			private String cursor = BEGINNING;

			@Override
			public CompletionStage<List<Candidate>> next(int max) {
				return AsyncLoop.repeat(List.of(), (none) -> step(max),
						(candidates) -> !candidates.isEmpty() || shards.isEmpty());
			}

			private CompletionStage<List<Candidate>> step(int max) {
				IndexName shard = shards.peek();
				if (shard == null) {
					return CompletableFuture.completedFuture(List.of());
				}
				limit.check();
				return limit.await(catalog().scan(shard, this.cursor, max)).thenApply((scan) -> {
					List<Candidate> found = scan.ids()
						.stream()
						.filter(this.read::add)
						.map((id) -> new Candidate(id, new Position(0, id), null))
						.toList();
					this.cursor = scan.cursor();
					if (this.cursor.equals(BEGINNING)) {
						shards.remove();
						this.read.clear();
					}
					return found;
				});
			}

		};
	}

}
