package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.Comparator;
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
import io.github.redissession.query.engine.QueryBackend.Plan;
import io.github.redissession.query.plan.Cursor;
import io.github.redissession.query.plan.DeclaredAttributes;
import io.github.redissession.query.plan.DeclaredIndexer;
import io.github.redissession.query.plan.IndexValues;
import io.github.redissession.query.plan.QueryFilter;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionObserver.Outcome;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Runs queries asynchronously: what {@link SessionSearch} and
 * {@link ReactiveSessionSearch} have in common.
 */
public final class SessionFinder {

	/** What a query does, for messages. */
	static final String WHAT = "query sessions";

	private static final int LARGEST_LOOKUP = 10_000;

	private final DeclaredAttributes declared;

	private final SessionSettings settings;

	private final SessionStore store;

	private final QueryEngines engines;

	private final QueryBackends backends;

	private final QueryExecutor executor;

	private final BooleanSupplier unavailable;

	private final Duration timeout;

	/**
	 * Creates a finder.
	 * @param declared the declared attributes
	 * @param settings what all sessions share
	 * @param store holds the sessions
	 * @param engines run the queries
	 * @param unavailable returns whether the store is known to be unavailable
	 * @param timeout the time limit of a query
	 */
	public SessionFinder(DeclaredAttributes declared, SessionSettings settings, SessionStore store,
			QueryEngines engines, BooleanSupplier unavailable, Duration timeout) {
		this.declared = declared;
		this.settings = settings;
		this.store = store;
		this.engines = engines;
		this.unavailable = unavailable;
		this.timeout = timeout;
		this.executor = new QueryExecutor(engines.catalog(), store, settings.policy(), settings.observer());
		this.backends = engines.backends(this.executor, declared);
	}

	/**
	 * Returns the search for code that may block.
	 */
	public SessionSearch blocking() {
		return new BlockingSessionSearch(this);
	}

	/**
	 * Returns the search for WebFlux applications.
	 */
	public ReactiveSessionSearch nonBlocking() {
		return new NonBlockingSessionSearch(this);
	}

	CompletionStage<SessionPage> find(SessionQuery query, PageRequest request) {
		return observed(() -> {
			SessionQuery prepared = prepared(query);
			Cursor cursor = Cursor.read(request.cursor(), prepared, request.sort());
			TimeLimit limit = TimeLimit.of(this.timeout);
			return () -> plan(prepared, (cursor != null) ? cursor.accessPath() : -1, limit,
					(plan) -> this.executor
						.select(plan,
								new Selection(plan, request.sort(), (cursor != null) ? cursor.position() : null,
										request.limit() + 1),
								cursor == null, limit)
						.thenApply((selected) -> page(plan, request, cursor, selected)));
		});
	}

	private SessionPage page(Plan plan, PageRequest request, @Nullable Cursor cursor, Selection selected) {
		List<SessionRecord> sessions = selected.sessions();
		boolean isLast = sessions.size() <= request.limit();
		long total = (cursor != null) ? cursor.total() : selected.total();
		String next = isLast ? null : Cursor.write(plan.query(), request.sort(), plan.accessPath(), total,
				selected.position(request.limit() - 1));
		return new SessionPage(sessions.stream().limit(request.limit()).map(this.declared::summary).toList(), total,
				next);
	}

	CompletionStage<Long> count(SessionQuery query) {
		return observed(() -> {
			SessionQuery prepared = prepared(query);
			return () -> count(prepared, TimeLimit.of(this.timeout));
		});
	}

	private CompletionStage<Long> count(SessionQuery query, TimeLimit limit) {
		return plan(query, -1, limit, (plan) -> this.executor.count(plan, limit));
	}

	CompletionStage<List<ValueCount>> countBy(String name, SessionQuery query) {
		return observed(() -> {
			this.declared.get(name, IndexType.TAG);
			SessionQuery prepared = prepared(query);
			TimeLimit limit = TimeLimit.of(this.timeout);
			return () -> run(limit,
					(backend) -> backend.countBy(name, prepared, limit)
						.thenCompose((counts) -> (counts != null) ? CompletableFuture.completedFuture(counts)
								: backend.plan(prepared, -1, limit)
									.thenCompose((plan) -> this.executor.countBy(name, plan, limit))))
				.thenApply((counts) -> counts.stream()
					.sorted(Comparator.comparing(ValueCount::count).reversed().thenComparing(ValueCount::value))
					.toList());
		});
	}

	CompletionStage<List<String>> ids(SessionQuery query, int limit) {
		return observed(() -> {
			if (limit < 1) {
				throw new SessionQueryException("limit must be at least 1, but was %d".formatted(limit));
			}
			SessionQuery prepared = prepared(query);
			return () -> ids(prepared, limit, TimeLimit.of(this.timeout));
		});
	}

	private CompletionStage<List<String>> ids(SessionQuery query, int max, TimeLimit limit) {
		return plan(query, -1, limit,
				(plan) -> this.executor
					.select(plan, new Selection(plan, SessionSort.NEWEST_FIRST, null, max), false, limit)
					.thenApply((selected) -> selected.sessions().stream().map(SessionRecord::id).toList()));
	}

	/**
	 * Finds the sessions that have a value, with their attributes, for Spring Session's
	 * lookup by the name of an index.
	 * @param name the name of an index
	 * @param value any text for a tag, a number for a numeric attribute
	 * @return the sessions by id; empty if the name is not declared. It fails if there
	 * are more than 10,000
	 */
	public CompletionStage<Map<String, SessionRecord>> lookUp(String name, String value) {
		if (!this.declared.has(name)) {
			return CompletableFuture.completedFuture(Map.of());
		}
		Double number = IndexValues.finite(value);
		SessionQuery.Values values = SessionQuery.where(name);
		SessionQuery query = this.declared.isTag(name) ? values.is(value)
				: (number != null) ? values.between(number, number) : new SessionQuery.Or(List.of());
		return observed(() -> {
			SessionQuery prepared = prepared(query);
			return () -> lookUp(name, prepared, TimeLimit.of(this.timeout));
		});
	}

	private CompletionStage<Map<String, SessionRecord>> lookUp(String name, SessionQuery query, TimeLimit limit) {
		return ids(query, LARGEST_LOOKUP + 1, limit).thenCompose((ids) -> {
			if (ids.size() > LARGEST_LOOKUP) {
				throw new SessionQueryException(
						"More than %d sessions have this value of '%s': use SessionSearch, which returns pages"
							.formatted(LARGEST_LOOKUP, name));
			}
			return this.executor.read(ids, query, limit);
		});
	}

	CompletionStage<SignOutResult> signOut(SessionQuery query, SignOutOptions options) {
		return observed(() -> {
			SessionQuery prepared = prepared(query);
			TimeLimit limit = TimeLimit.ofEach(this.timeout);
			return () -> count(prepared, limit).thenCompose((total) -> {
				Long expected = options.expectedTotal();
				if (options.dryRun() || (expected != null && !expected.equals(total))) {
					return CompletableFuture.completedFuture(new SignOutResult(total, 0, !options.dryRun()));
				}
				return plan(prepared, -1, limit, (plan) -> this.executor.signOut(plan, options.limit(), limit))
					.thenApply((ended) -> new SignOutResult(total, ended, false));
			});
		});
	}

	CompletionStage<ReindexProgress> reindex(int batchSize, Consumer<ReindexProgress> progress) {
		if (batchSize < 1 || batchSize > QueryExecutor.LARGEST_STEP) {
			return CompletableFuture.failedFuture(new SessionQueryException(
					"batchSize must be 1 to %d, but was %d".formatted(QueryExecutor.LARGEST_STEP, batchSize)));
		}
		TimeLimit limit = TimeLimit.ofEach(this.timeout);
		return run(limit, (backend) -> new Reindex(this.engines.catalog(), this.store, this.settings,
				new DeclaredIndexer(this.declared), limit)
			.run(batchSize, progress));
	}

	List<IndexedAttribute> attributes() {
		return this.declared.all();
	}

	SearchBackend backend() {
		return this.backends.current();
	}

	SessionObserver observer() {
		return this.settings.observer();
	}

	Duration timeout() {
		return this.timeout;
	}

	private SessionQuery prepared(SessionQuery query) {
		return QueryFilter.prepare(query, this.declared, this.settings.users().storedName());
	}

	private <T> CompletionStage<T> plan(SessionQuery query, int accessPath, TimeLimit limit,
			Function<Plan, CompletionStage<T>> execution) {
		return run(limit, (backend) -> backend.plan(query, accessPath, limit).thenCompose(execution));
	}

	/**
	 * Runs a query on a backend. Queries may take longer than the store's other
	 * operations, so the circuit does not count them; but none is sent to a store that is
	 * known to be unavailable.
	 */
	private <T> CompletionStage<T> run(TimeLimit limit, Function<QueryBackend, CompletionStage<T>> query) {
		if (this.unavailable.getAsBoolean()) {
			return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
					"Could not query sessions: the store is known to be unavailable"));
		}
		return this.backends.run(limit, query);
	}

	/**
	 * Runs a query and reports it to the observer. An invalid query fails before it is
	 * sent, and is not reported as a failure of the store; a query that the backend in
	 * use cannot run is reported as refused.
	 * @param query validates the query, and returns what runs it
	 */
	private <T> CompletionStage<T> observed(Supplier<Supplier<CompletionStage<T>>> query) {
		Supplier<CompletionStage<T>> call;
		try {
			call = query.get();
		}
		catch (SessionQueryException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return new OperationWatch(observer()).watch(Operation.QUERY, call, (result) -> Outcome.OK,
				(failure) -> (failure instanceof SessionQueryException) ? Outcome.REFUSED
						: OperationWatch.outcome(failure));
	}

}
