package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.ReindexProgress;
import io.github.redissession.query.SessionSort;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.engine.Evaluation.Match;
import io.github.redissession.query.engine.Evaluation.Scope;
import io.github.redissession.query.engine.QueryBackend.Plan;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.Cursor;
import io.github.redissession.query.plan.IndexValues;
import io.github.redissession.query.plan.Position;
import io.github.redissession.query.plan.ValueText;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Makes answers of the sessions that an evaluation finds.
 */
final class Answers {

	private static final int READ_AT_A_TIME = 100;

	private final Evaluation evaluation;

	Answers(Evaluation evaluation) {
		this.evaluation = evaluation;
	}

	/**
	 * Selects the first sessions of an order.
	 */
	CompletionStage<Selection> select(Part part) {
		Plan plan = part.plan();
		boolean ordered = plan.isOrdered() && Selection.isByBeginning(part.sort());
		QueryBackend.Total total = plan.total();
		boolean countsHere = part.counts() && total == null;
		Position after = (part.cursor() != null) ? part.cursor().position() : null;
		Selection selection = new Selection(part.sort(), ordered, after, part.max());
		CompletionStage<Boolean> selected = this.evaluation.run(
				new Scope(plan.sources(), part.condition(), ordered ? after : null,
						part.sort() == SessionSort.OLDEST_FIRST, part.limit()),
				ordered ? part.max() : Evaluation.LARGEST_STEP, (matches) -> {
					matches.forEach(selection::add);
					return CompletableFuture.completedFuture(!ordered || countsHere || !selection.isFull());
				});
		if (!part.counts() || total == null) {
			return selected.thenApply((done) -> selection);
		}
		return total.count(part.limit()).thenCombine(selected, (number, done) -> {
			selection.total(number);
			return selection;
		});
	}

	CompletionStage<Long> count(Plan plan, Condition condition, TimeLimit limit) {
		QueryBackend.Total total = plan.total();
		if (total != null) {
			return total.count(limit);
		}
		AtomicLong number = new AtomicLong();
		return each(plan, condition, limit, (matches) -> {
			number.addAndGet(matches.size());
			return CompletableFuture.completedFuture(true);
		}).thenApply((done) -> number.get());
	}

	CompletionStage<List<ValueCount>> countBy(String name, Plan plan, Condition condition, TimeLimit limit) {
		Map<String, Long> counts = new HashMap<>();
		return each(plan, condition, limit, (matches) -> {
			for (Match match : matches) {
				IndexValues.tags(match.session().details(), name).forEach((text) -> counts.merge(text, 1L, Long::sum));
			}
			return CompletableFuture.completedFuture(true);
		}).thenApply((done) -> counts.entrySet()
			.stream()
			.map((one) -> new ValueCount(ValueText.decode(one.getKey()), one.getValue()))
			.toList());
	}

	static List<ValueCount> sorted(List<ValueCount> counts) {
		List<ValueCount> sorted = new ArrayList<>(counts);
		sorted.sort(Comparator.comparing(ValueCount::count).reversed().thenComparing(ValueCount::value));
		return List.copyOf(sorted);
	}

	/**
	 * Hands on all sessions that are meant, step by step.
	 */
	CompletionStage<Boolean> each(Plan plan, Condition condition, TimeLimit limit,
			Function<List<Match>, CompletionStage<Boolean>> sink) {
		return this.evaluation.run(new Scope(plan.sources(), condition, null, false, limit), Evaluation.LARGEST_STEP,
				sink);
	}

	/**
	 * Reads sessions with their attributes.
	 */
	CompletionStage<Map<String, SessionRecord>> read(SessionStore store, List<String> ids, Condition condition,
			TimeLimit limit) {
		Map<String, SessionRecord> found = new LinkedHashMap<>();
		return AsyncLoop.repeat(0, (from) -> {
			int to = Math.min(ids.size(), from + READ_AT_A_TIME);
			limit.check();
			return limit.await(store.findAll(ids.subList(from, to))).thenApply((some) -> {
				some.forEach((id, session) -> {
					if (this.evaluation.isMeant(session, condition)) {
						found.put(id, session);
					}
				});
				return to;
			});
		}, (to) -> to >= ids.size()).thenApply((done) -> found);
	}

	CompletionStage<ReindexProgress> reindex(Reindex reindex, int batchSize, Consumer<ReindexProgress> progress) {
		return reindex.run(this.evaluation.catalog(), batchSize, progress);
	}

	/**
	 * Which part of an answer.
	 *
	 * @param plan where to look
	 * @param condition what sessions have to fulfil
	 * @param sort the order
	 * @param cursor where it begins, {@code null} for the beginning
	 * @param max how many sessions
	 * @param counts whether all of them are counted, too
	 * @param limit when to give up
	 */
	record Part(Plan plan, Condition condition, SessionSort sort, @Nullable Cursor cursor, int max, boolean counts,
			TimeLimit limit) {

	}

}
