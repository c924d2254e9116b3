package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.core.OperationWatch;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.ReactiveSessionSearch;
import io.github.redissession.query.ReindexProgress;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionPage;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.query.SessionSort;
import io.github.redissession.query.SignOutOptions;
import io.github.redissession.query.SignOutResult;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.Cursor;
import io.github.redissession.query.plan.DeclaredAttributes;
import io.github.redissession.query.plan.DeclaredIndexer;
import io.github.redissession.query.plan.IndexValues;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionObserver.Outcome;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * What {@link SessionSearch} and {@link ReactiveSessionSearch} have in common: everything
 * but waiting.
 */
public final class SessionFinder {

	/** More sessions than that are nothing for Spring Session's lookup. */
	private static final int LARGEST_LOOKUP = 10_000;

	private final DeclaredAttributes declared;

	private final QueryBackends backends;

	private final Answers answers;

	private final SessionSettings settings;

	private final SessionStore store;

	private final BooleanSupplier away;

	private final Duration timeout;

	/**
	 * Creates it.
	 * @param declared by what sessions can be found
	 * @param settings what all sessions share
	 * @param store has the sessions
	 * @param engines answer questions
	 * @param away whether the store is known to be away
	 * @param timeout how long an answer may take
	 */
	public SessionFinder(DeclaredAttributes declared, SessionSettings settings, SessionStore store,
			QueryEngines engines, BooleanSupplier away, Duration timeout) {
		this.declared = declared;
		this.settings = settings;
		this.store = store;
		this.away = away;
		this.timeout = timeout;
		Evaluation evaluation = new Evaluation(engines.catalog(), settings.policy(), settings.observer());
		this.backends = engines.backends(evaluation, declared);
		this.answers = new Answers(evaluation);
	}

	public CompletionStage<SessionPage> find(SessionQuery query, PageRequest page) {
		return observed(() -> {
			Condition condition = prepared(query);
			Cursor cursor = Cursor.read(page.cursor(), condition, page.sort());
			TimeLimit limit = TimeLimit.of(this.timeout);
			return () -> ask(limit,
					(backend) -> backend.plan(condition, (cursor != null) ? cursor.way() : -1, limit)
						.thenCompose((plan) -> this.answers
							.select(new Answers.Part(plan, condition, page.sort(), cursor, page.limit() + 1,
									cursor == null, limit))
							.thenApply((selected) -> page(plan, condition, page, cursor, selected))));
		});
	}

	/**
	 * Questions may take longer than the store's other operations, so they are not
	 * counted by the circuit; but a store that is known to be away is not asked.
	 */
	private <T> CompletionStage<T> ask(TimeLimit limit, Function<QueryBackend, CompletionStage<T>> question) {
		if (this.away.getAsBoolean()) {
			return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
					"Could not answer a question across sessions: the store is known to be unavailable"));
		}
		return this.backends.ask(limit, question);
	}

	private SessionPage page(QueryBackend.Plan plan, Condition condition, PageRequest request, @Nullable Cursor cursor,
			Selection selected) {
		List<SessionRecord> sessions = selected.sessions();
		boolean isLast = sessions.size() <= request.limit();
		long total = (cursor != null) ? cursor.total() : selected.total();
		String next = isLast ? null
				: Cursor.write(condition, request.sort(), plan.way(), total, selected.position(request.limit() - 1));
		return new SessionPage(sessions.stream().limit(request.limit()).map(this.declared::summary).toList(), total,
				next);
	}

	public CompletionStage<Long> count(SessionQuery query) {
		return observed(() -> {
			Condition condition = prepared(query);
			return () -> count(condition, TimeLimit.of(this.timeout));
		});
	}

	private CompletionStage<Long> count(Condition condition, TimeLimit limit) {
		return ask(limit, (backend) -> backend.plan(condition, -1, limit)
			.thenCompose((plan) -> this.answers.count(plan, condition, limit)));
	}

	public CompletionStage<List<ValueCount>> countBy(String name, SessionQuery query) {
		return observed(() -> {
			this.declared.get(name, IndexType.TAG);
			Condition condition = prepared(query);
			TimeLimit limit = TimeLimit.of(this.timeout);
			return () -> ask(limit,
					(backend) -> backend.countBy(name, condition, limit)
						.thenCompose((counts) -> (counts != null) ? CompletableFuture.completedFuture(counts)
								: backend.plan(condition, -1, limit)
									.thenCompose((plan) -> this.answers.countBy(name, plan, condition, limit))))
				.thenApply(Answers::sorted);
		});
	}

	public CompletionStage<List<String>> ids(SessionQuery query, int limit) {
		return observed(() -> {
			if (limit < 1) {
				throw new SessionQueryException("%d ids are none: ask for at least 1".formatted(limit));
			}
			Condition condition = prepared(query);
			return () -> ids(condition, limit, TimeLimit.of(this.timeout));
		});
	}

	private CompletionStage<List<String>> ids(Condition condition, int max, TimeLimit limit) {
		return ask(limit,
				(backend) -> backend.plan(condition, -1, limit)
					.thenCompose((plan) -> this.answers
						.select(new Answers.Part(plan, condition, SessionSort.NEWEST_FIRST, null, max, false, limit))))
			.thenApply((selected) -> selected.sessions().stream().map(SessionRecord::id).toList());
	}

	/**
	 * The sessions that have a value, with their attributes, for Spring Session's lookup
	 * by the name of an index.
	 * @param name the name of an index
	 * @param value a text, or a number for a numeric attribute
	 * @return the sessions by id; none if nothing is declared under the name. It fails if
	 * there are more than 10,000
	 */
	public CompletionStage<Map<String, SessionRecord>> lookUp(String name, String value) {
		if (!this.declared.has(name)) {
			return CompletableFuture.completedFuture(Map.of());
		}
		Double number = IndexValues.finite(value);
		Condition condition = this.declared.isTag(name) ? SessionQuery.where(name).is(value).condition()
				: (number != null) ? new Condition.Range(name, number, number) : new Condition.Or(List.of());
		return observed(() -> () -> lookUp(name, condition, TimeLimit.of(this.timeout)));
	}

	private CompletionStage<Map<String, SessionRecord>> lookUp(String name, Condition condition, TimeLimit limit) {
		return ids(condition, LARGEST_LOOKUP + 1, limit).thenCompose((ids) -> {
			if (ids.size() > LARGEST_LOOKUP) {
				throw new SessionQueryException(
						"More than %d sessions have this value of '%s': use SessionSearch, which answers in pages"
							.formatted(LARGEST_LOOKUP, name));
			}
			return this.answers.read(this.store, ids, condition, limit);
		});
	}

	public CompletionStage<SignOutResult> signOut(SessionQuery query, SignOutOptions options) {
		return observed(() -> {
			Condition condition = prepared(query);
			TimeLimit limit = TimeLimit.ofEach(this.timeout);
			return () -> count(condition, limit).thenCompose((total) -> {
				Long expected = options.expectedTotal();
				if (options.dryRun() || (expected != null && !expected.equals(total))) {
					return CompletableFuture.completedFuture(new SignOutResult(total, 0, !options.dryRun()));
				}
				BulkSignOut work = new BulkSignOut(this.store, options.limit(), limit);
				return ask(limit,
						(backend) -> backend.plan(condition, -1, limit)
							.thenCompose((plan) -> work.run(this.answers, plan, condition)))
					.thenApply((ended) -> new SignOutResult(total, ended, false));
			});
		});
	}

	public CompletionStage<ReindexProgress> reindex(int batchSize, Consumer<ReindexProgress> progress) {
		if (batchSize < 1 || batchSize > Evaluation.LARGEST_STEP) {
			return CompletableFuture
				.failedFuture(new SessionQueryException("A re-index cannot read %d sessions at a time: give it 1 to %d"
					.formatted(batchSize, Evaluation.LARGEST_STEP)));
		}
		TimeLimit limit = TimeLimit.ofEach(this.timeout);
		return ask(limit,
				(backend) -> this.answers.reindex(
						new Reindex(this.store, this.settings, new DeclaredIndexer(this.declared), limit), batchSize,
						progress));
	}

	public List<IndexedAttribute> attributes() {
		return this.declared.all();
	}

	public SearchBackend backend() {
		return this.backends.current();
	}

	public SessionObserver observer() {
		return this.settings.observer();
	}

	public Duration timeout() {
		return this.timeout;
	}

	private Condition prepared(SessionQuery query) {
		return this.declared.prepared(query.condition(), this.settings.users().storedName());
	}

	/**
	 * Asks, and tells the observer. What is wrong with a question is known before anybody
	 * is asked, and not the store's fault; what the backend in use cannot answer is
	 * refused.
	 * @param question makes the question, which is not sent before it is asked for
	 */
	private <T> CompletionStage<T> observed(Supplier<Supplier<CompletionStage<T>>> question) {
		Supplier<CompletionStage<T>> call;
		try {
			call = question.get();
		}
		catch (SessionQueryException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return new OperationWatch(observer()).watch(Operation.QUERY, call, (answer) -> Outcome.OK,
				(failure) -> (failure instanceof SessionQueryException) ? Outcome.REFUSED
						: OperationWatch.outcome(failure));
	}

}
