package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.engine.Candidates.Candidate;
import io.github.redissession.query.engine.QueryBackend.Plan;
import io.github.redissession.query.plan.IndexValues;
import io.github.redissession.query.plan.Position;
import io.github.redissession.query.plan.QueryFilter;
import io.github.redissession.query.plan.ValueText;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Executes plans: reads their candidates step by step, uses the sessions that match the
 * query, and drops index entries that are out of date.
 */
final class QueryExecutor {

	/** The maximum number of sessions that are checked in one step. */
	static final int LARGEST_STEP = 1000;

	private static final int BATCH = 100;

	private final SessionCatalog catalog;

	private final SessionStore store;

	private final ExpiryPolicy policy;

	private final SessionObserver observer;

	QueryExecutor(SessionCatalog catalog, SessionStore store, ExpiryPolicy policy, SessionObserver observer) {
		this.catalog = catalog;
		this.store = store;
		this.policy = policy;
		this.observer = observer;
	}

	/**
	 * Selects the first sessions of an order.
	 * @param counted whether all matching sessions are counted as well
	 */
	CompletionStage<Selection> select(Plan plan, Selection selection, boolean counted, TimeLimit limit) {
		Function<TimeLimit, CompletionStage<Long>> total = counted ? plan.total() : null;
		boolean readsAll = !selection.isOrdered() || (counted && total == null);
		CompletionStage<Selection> selected = new Execution(plan, selection, limit, (matches) -> {
			matches.forEach(selection::add);
			return CompletableFuture.completedFuture(readsAll || !selection.isFull());
		}).run().thenApply((done) -> selection);
		return (total == null) ? selected : total.apply(limit).thenCombine(selected, (number, done) -> {
			selection.total(number);
			return selection;
		});
	}

	CompletionStage<Long> count(Plan plan, TimeLimit limit) {
		Function<TimeLimit, CompletionStage<Long>> total = plan.total();
		if (total != null) {
			return total.apply(limit);
		}
		AtomicLong number = new AtomicLong();
		return each(plan, limit, (matches) -> number.addAndGet(matches.size())).thenApply((done) -> number.get());
	}

	CompletionStage<List<ValueCount>> countBy(String name, Plan plan, TimeLimit limit) {
		Map<String, Long> counts = new HashMap<>();
		return each(plan, limit,
				(matches) -> matches.forEach((match) -> IndexValues.tags(match.session().details(), name)
					.forEach((text) -> counts.merge(text, 1L, Long::sum))))
			.thenApply((done) -> counts.entrySet()
				.stream()
				.map((one) -> new ValueCount(ValueText.decode(one.getKey()), one.getValue()))
				.toList());
	}

	private CompletionStage<Boolean> each(Plan plan, TimeLimit limit, Consumer<List<Match>> sink) {
		return new Execution(plan, null, limit, (matches) -> {
			sink.accept(matches);
			return CompletableFuture.completedFuture(true);
		}).run();
	}

	/**
	 * Ends the matching sessions.
	 * @param max the maximum number of sessions to end
	 * @return the number of sessions that were ended
	 */
	CompletionStage<Integer> signOut(Plan plan, int max, TimeLimit limit) {
		AtomicInteger ended = new AtomicInteger();
		return new Execution(plan, null, limit, (matches) -> AsyncLoop.repeat(0, (from) -> {
			int to = Math.min(matches.size(), from + Math.min(BATCH, max - ended.get()));
			return limit.await(end(matches.subList(from, to), ended)).thenApply((records) -> to);
		}, (to) -> to >= matches.size() || ended.get() >= max).thenApply((to) -> ended.get() < max)).run()
			.thenApply((done) -> ended.get());
	}

	private CompletionStage<?> end(List<Match> matches, AtomicInteger ended) {
		return Stages.all(matches.stream()
			.map(Match::session)
			.map((session) -> this.store
				.delete(new SessionEnd(session.id(), SessionEnd.Reason.SIGN_OUT, session.details()))
				.thenApply((record) -> (record != null) ? ended.incrementAndGet() : ended.get()))
			.toList());
	}

	/**
	 * Reads the sessions that match a query with their attributes.
	 */
	CompletionStage<Map<String, SessionRecord>> read(List<String> ids, SessionQuery query, TimeLimit limit) {
		Map<String, SessionRecord> found = new LinkedHashMap<>();
		return AsyncLoop.repeat(0, (from) -> {
			int to = Math.min(ids.size(), from + BATCH);
			limit.check();
			return limit.await(this.store.findAll(ids.subList(from, to))).thenApply((some) -> {
				found.putAll(some);
				return to;
			});
		}, (to) -> to >= ids.size()).thenApply((done) -> {
			found.values().removeIf((session) -> !matches(query, session));
			return found;
		});
	}

	private boolean matches(SessionQuery query, SessionRecord session) {
		return QueryFilter.matches(query, session) && !session.isExpired(this.policy.terms(session.principal()));
	}

	/**
	 * A session that matches the query.
	 *
	 * @param session the session without its attributes
	 * @param position the position of its candidate
	 */
	record Match(SessionRecord session, Position position) {

	}

	private final class Execution {

		private final Plan plan;

		private final @Nullable Selection order;

		private final TimeLimit limit;

		private final Function<List<Match>, CompletionStage<Boolean>> sink;

		private int source;

		private Candidates.@Nullable Walk walk;

		private int step;

		/**
		 * Prepares the execution of a plan.
		 * @param order the order in which ordered candidates are read, {@code null} for
		 * the newest first
		 * @param sink receives the matches of each step, and returns whether to continue
		 */
		Execution(Plan plan, @Nullable Selection order, TimeLimit limit,
				Function<List<Match>, CompletionStage<Boolean>> sink) {
			this.plan = plan;
			this.order = order;
			this.limit = limit;
			this.sink = sink;
			this.step = (order != null) ? order.firstStep() : LARGEST_STEP;
		}

		CompletionStage<Boolean> run() {
			return AsyncLoop.repeat(true, (goOn) -> next(), (goOn) -> !goOn);
		}

		private CompletionStage<Boolean> next() {
			this.limit.check();
			if (this.source == this.plan.sources().size()) {
				return CompletableFuture.completedFuture(false);
			}
			Candidates candidates = this.plan.sources().get(this.source);
			if (this.walk == null) {
				this.walk = (this.order != null)
						? candidates.walk(this.order.start(), this.order.isOldestFirst(), this.limit)
						: candidates.walk(null, false, this.limit);
			}
			return this.walk.next(this.step).thenCompose((some) -> {
				if (some.isEmpty()) {
					this.source++;
					this.walk = null;
					return CompletableFuture.completedFuture(true);
				}
				this.step = Math.min(LARGEST_STEP, this.step * 2);
				return this.limit
					.await(QueryExecutor.this.catalog.look(some.stream().map(Candidate::id).toList())
						.thenApply((found) -> matches(candidates, some, found)))
					.thenCompose(this.sink);
			});
		}

		private List<Match> matches(Candidates candidates, List<Candidate> some, Map<String, SessionRecord> found) {
			List<Match> matches = new ArrayList<>();
			List<Candidate> outdated = new ArrayList<>();
			for (Candidate candidate : some) {
				SessionRecord session = found.get(candidate.id());
				if (session == null || !candidates.isCurrent(candidate, session)) {
					outdated.add(candidate);
				}
				else if (QueryExecutor.this.matches(this.plan.query(), session) && !isFoundBefore(session)) {
					matches.add(new Match(session, candidate.position()));
				}
			}
			if (!outdated.isEmpty() && outdated.get(0).entry() != null) {
				QueryExecutor.this.observer.indexRepaired(outdated.size());
				candidates.drop(outdated);
			}
			return matches;
		}

		/** A session that is in several sources counts for the first of them. */
		private boolean isFoundBefore(SessionRecord session) {
			return this.plan.sources()
				.subList(0, this.source)
				.stream()
				.anyMatch((earlier) -> QueryFilter.matches(earlier.query(), session));
		}

	}

}
