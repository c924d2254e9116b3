package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.ScoreRange;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.index.SessionCatalog.Entry;
import io.github.redissession.index.SessionCatalog.Tally;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.ValueText;

/**
 * Counts sessions by the scores of indexes. An index may list a session for a while after
 * its end, so those whose time is about up are looked at.
 */
final class IndexCounts {

	private static final int STEP = 500;

	private final SessionCatalog catalog;

	private final Evaluation evaluation;

	IndexCounts(SessionCatalog catalog, Evaluation evaluation) {
		this.catalog = catalog;
		this.evaluation = evaluation;
	}

	/**
	 * All sessions.
	 */
	CompletionStage<Long> everything(TimeLimit limit) {
		List<IndexName> shards = this.catalog.everything();
		return limit.await(this.catalog.count(shards)).thenCompose((tallies) -> {
			CompletionStage<Long> sum = CompletableFuture.completedStage(0L);
			for (int i = 0; i < shards.size(); i++) {
				ShardCandidates shard = new ShardCandidates(this.catalog, shards.get(i), tallies.get(i).range());
				sum = sum.thenCombine(count(shard, tallies.get(i), limit), Long::sum);
			}
			return sum;
		});
	}

	/**
	 * The sessions with one value.
	 */
	CompletionStage<Long> count(IndexCandidates tag, TimeLimit limit) {
		return limit.await(this.catalog.count(List.of(tag.index()))).thenCompose((tallies) -> {
			Tally tally = tallies.get(0);
			return count(tag.part(tally.range()), tally, limit);
		});
	}

	private CompletionStage<Long> count(Candidates uncertain, Tally tally, TimeLimit limit) {
		if (tally.uncertain() == 0) {
			return CompletableFuture.completedFuture(tally.certain());
		}
		AtomicLong number = new AtomicLong(tally.certain());
		return this.evaluation.run(new Evaluation.Scope(List.of(uncertain), new Condition.All(), null, true, limit),
				Evaluation.LARGEST_STEP, (matches) -> {
					number.addAndGet(matches.size());
					return CompletableFuture.completedFuture(true);
				})
			.thenApply((done) -> number.get());
	}

	/**
	 * The sessions of each value.
	 */
	CompletionStage<List<ValueCount>> countBy(String name, TimeLimit limit) {
		List<ValueCount> counts = new ArrayList<>();
		IndexName values = IndexName.tagValues(name);
		return AsyncLoop.<List<Entry>>repeat(List.of(new Entry("", 0, "")), (before) -> {
			limit.check();
			Entry last = before.get(before.size() - 1);
			return limit
				.await(this.catalog.page(values, ScoreRange.SESSIONS, last.name().isEmpty() ? null : last, false, STEP))
				.thenCompose((entries) -> countEach(name, entries, counts, limit));
		}, List::isEmpty).thenApply((done) -> counts);
	}

	private CompletionStage<List<Entry>> countEach(String name, List<Entry> entries, List<ValueCount> counts,
			TimeLimit limit) {
		if (entries.isEmpty()) {
			return CompletableFuture.completedFuture(entries);
		}
		List<IndexName> indexes = entries.stream()
			.map((entry) -> IndexName.tag(name, entry.name().substring(1)))
			.toList();
		return limit.await(this.catalog.count(indexes)).thenCompose((tallies) -> {
			CompletionStage<List<Entry>> done = CompletableFuture.completedStage(entries);
			for (int i = 0; i < indexes.size(); i++) {
				String text = indexes.get(i).text();
				Tally tally = tallies.get(i);
				IndexCandidates tag = IndexCandidates.tag(this.catalog, name, text).part(tally.range());
				done = done.thenCombine(count(tag, tally, limit), (all, number) -> {
					if (number > 0) {
						counts.add(new ValueCount(ValueText.decode(text), number));
					}
					return all;
				});
			}
			return done;
		});
	}

}
