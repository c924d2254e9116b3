package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.Condition;

/**
 * Looks into sorted sets. Of several conditions that have to be fulfilled it follows the
 * one with the fewest sessions, and looks at each of them for the others. What no index
 * knows is looked for among all sessions.
 */
final class SetsBackend implements QueryBackend {

	private final IndexSources sources;

	private final IndexCounts counts;

	SetsBackend(IndexSources sources, IndexCounts counts) {
		this.sources = sources;
		this.counts = counts;
	}

	@Override
	public SearchBackend name() {
		return SearchBackend.SETS;
	}

	@Override
	public CompletionStage<Plan> plan(Condition condition, int way, TimeLimit limit) {
		List<List<IndexCandidates>> ways = ways(condition);
		Total total = total(condition);
		if (ways.isEmpty()) {
			return CompletableFuture.completedFuture(new Plan(List.of(this.sources.everything()), 0, total));
		}
		if (ways.size() == 1 || (way >= 0 && way < ways.size())) {
			int chosen = (ways.size() == 1) ? 0 : way;
			return CompletableFuture.completedFuture(new Plan(ways.get(chosen), chosen, total));
		}
		return limit.await(sizes(ways)).thenApply((sizes) -> {
			int best = IntStream.range(0, sizes.size()).boxed().min(Comparator.comparing(sizes::get)).orElse(0);
			return new Plan(ways.get(best), best, total);
		});
	}

	/**
	 * Each way alone leads to all sessions that are meant.
	 */
	private List<List<IndexCandidates>> ways(Condition condition) {
		List<IndexCandidates> direct = this.sources.of(condition);
		if (direct != null) {
			return List.of(direct);
		}
		List<List<IndexCandidates>> ways = new ArrayList<>();
		if (condition instanceof Condition.And and) {
			and.all().forEach((one) -> ways.addAll(ways(one)));
		}
		return ways;
	}

	private static CompletionStage<List<Long>> sizes(List<List<IndexCandidates>> ways) {
		CompletionStage<List<Long>> all = CompletableFuture.completedStage(new ArrayList<>());
		for (List<IndexCandidates> way : ways) {
			CompletionStage<Long> size = CompletableFuture.completedStage(0L);
			for (IndexCandidates source : way) {
				size = size.thenCombine(source.size(), Long::sum);
			}
			all = all.thenCombine(size, (sizes, one) -> {
				sizes.add(one);
				return sizes;
			});
		}
		return all;
	}

	private @Nullable Total total(Condition condition) {
		if (condition instanceof Condition.All) {
			return this.counts::everything;
		}
		if (condition instanceof Condition.Tag tag && tag.texts().size() == 1) {
			IndexCandidates source = this.sources.tag(tag.name(), tag.texts().get(0));
			return (until) -> this.counts.count(source, until);
		}
		return null;
	}

	@Override
	public CompletionStage<@Nullable List<ValueCount>> countBy(String name, Condition condition, TimeLimit limit) {
		return (condition instanceof Condition.All) ? this.counts.countBy(name, limit).thenApply((counts) -> counts)
				: CompletableFuture.completedFuture(null);
	}

}
