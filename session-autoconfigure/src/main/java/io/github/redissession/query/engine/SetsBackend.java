package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.index.IndexName;
import io.github.redissession.index.ScoreRange;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.index.SessionCatalog.Entry;
import io.github.redissession.index.SessionCatalog.Tally;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.ValueText;

/**
 * Reads sorted sets. Of several conditions joined by {@code and}, it follows the one with
 * the fewest sessions and checks each of these against the others. A query that no index
 * serves checks all sessions.
 * <p>
 * A total is counted by the scores of indexes. An index may list a session for a while
 * after its end, so the sessions that may have ended are checked one by one.
 *
 * @param catalog reads the sets
 * @param executor checks sessions
 */
record SetsBackend(SessionCatalog catalog, QueryExecutor executor) implements QueryBackend {

	private static final int PAGE = 500;

	@Override
	public SearchBackend name() {
		return SearchBackend.SETS;
	}

	@Override
	public CompletionStage<Plan> plan(SessionQuery query, int accessPath, TimeLimit limit) {
		List<List<IndexCandidates>> paths = paths(query);
		Function<TimeLimit, CompletionStage<Long>> total = total(query);
		if (paths.isEmpty()) {
			return CompletableFuture
				.completedFuture(new Plan(query, List.of(new AllCandidates(this.catalog)), 0, total));
		}
		if (paths.size() == 1 || (accessPath >= 0 && accessPath < paths.size())) {
			int chosen = (paths.size() == 1) ? 0 : accessPath;
			return CompletableFuture.completedFuture(new Plan(query, paths.get(chosen), chosen, total));
		}
		return limit.await(Stages.all(paths.stream().map(SetsBackend::size).toList())).thenApply((sizes) -> {
			int best = IntStream.range(0, sizes.size()).boxed().min(Comparator.comparing(sizes::get)).orElse(0);
			return new Plan(query, paths.get(best), best, total);
		});
	}

	/**
	 * Returns the access paths, each of which alone leads to all matching sessions.
	 */
	private List<List<IndexCandidates>> paths(SessionQuery query) {
		List<IndexCandidates> direct = IndexCandidates.of(this.catalog, query);
		if (direct != null) {
			return List.of(direct);
		}
		return (query instanceof SessionQuery.And and)
				? and.all().stream().map(this::paths).flatMap(Collection::stream).toList() : List.of();
	}

	private static CompletionStage<Long> size(List<IndexCandidates> path) {
		return Stages.all(path.stream().map(IndexCandidates::size).toList()).thenApply(SetsBackend::sum);
	}

	private static long sum(List<Long> numbers) {
		return numbers.stream().mapToLong(Long::longValue).sum();
	}

	private @Nullable Function<TimeLimit, CompletionStage<Long>> total(SessionQuery query) {
		if (query instanceof SessionQuery.All) {
			return (limit) -> count(this.catalog.everything()
				.stream()
				.map((shard) -> new IndexCandidates(this.catalog, query, shard, ScoreRange.ALL))
				.toList(), limit).thenApply(SetsBackend::sum);
		}
		if (query instanceof SessionQuery.Tag tag && tag.values().size() == 1) {
			return (limit) -> count(List.of(IndexCandidates.tag(this.catalog, tag.name(), tag.values().get(0))), limit)
				.thenApply(SetsBackend::sum);
		}
		return null;
	}

	private CompletionStage<List<Long>> count(List<IndexCandidates> indexes, TimeLimit limit) {
		return limit.await(this.catalog.count(indexes.stream().map(IndexCandidates::index).toList()))
			.thenCompose((tallies) -> Stages.all(IntStream.range(0, indexes.size())
				.mapToObj((i) -> count(indexes.get(i), tallies.get(i), limit))
				.toList()));
	}

	private CompletionStage<Long> count(IndexCandidates index, Tally tally, TimeLimit limit) {
		if (tally.uncertain() == 0) {
			return CompletableFuture.completedFuture(tally.certain());
		}
		Candidates uncertain = new IndexCandidates(this.catalog, index.query(), index.index(), tally.range());
		return this.executor.count(new Plan(SessionQuery.all(), List.of(uncertain), 0, null), limit)
			.thenApply((number) -> tally.certain() + number);
	}

	@Override
	public CompletionStage<@Nullable List<ValueCount>> countBy(String name, SessionQuery query, TimeLimit limit) {
		if (!(query instanceof SessionQuery.All)) {
			return CompletableFuture.completedFuture(null);
		}
		List<ValueCount> counts = new ArrayList<>();
		IndexName values = IndexName.tagValues(name);
		return AsyncLoop.<List<Entry>>repeat(List.of(new Entry("", 0, "")), (before) -> {
			limit.check();
			Entry last = before.get(before.size() - 1);
			return limit
				.await(this.catalog.page(values, ScoreRange.SESSIONS, last.name().isEmpty() ? null : last, false, PAGE))
				.thenCompose((entries) -> countEach(name, entries, counts, limit));
		}, List::isEmpty).thenApply((done) -> counts);
	}

	private CompletionStage<List<Entry>> countEach(String name, List<Entry> entries, List<ValueCount> counts,
			TimeLimit limit) {
		if (entries.isEmpty()) {
			return CompletableFuture.completedFuture(entries);
		}
		List<String> texts = entries.stream().map((entry) -> entry.name().substring(1)).toList();
		return count(texts.stream().map((text) -> IndexCandidates.tag(this.catalog, name, text)).toList(), limit)
			.thenApply((numbers) -> {
				for (int i = 0; i < texts.size(); i++) {
					if (numbers.get(i) > 0) {
						counts.add(new ValueCount(ValueText.decode(texts.get(i)), numbers.get(i)));
					}
				}
				return entries;
			});
	}

}
