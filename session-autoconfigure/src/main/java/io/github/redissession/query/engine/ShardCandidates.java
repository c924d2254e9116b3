package io.github.redissession.query.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.ScoreRange;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.index.SessionCatalog.Entry;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.Position;

/**
 * The sessions of a part of the expiry index. Whoever ends sessions keeps it in order, so
 * nothing is dropped here.
 *
 * @param catalog reads indexes
 * @param shard the shard
 * @param range when they end
 */
record ShardCandidates(SessionCatalog catalog, IndexName shard, ScoreRange range) implements Candidates {

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
		return new Walk() {

			private @Nullable Entry last;

			@Override
			public CompletionStage<List<Candidate>> next(int max) {
				return limit.await(catalog().page(shard(), range(), this.last, false, max)).thenApply((entries) -> {
					if (!entries.isEmpty()) {
						this.last = entries.get(entries.size() - 1);
					}
					return entries.stream()
						.map((entry) -> new Candidate(entry.id(), new Position(0, entry.id()), null))
						.toList();
				});
			}

		};
	}

}
