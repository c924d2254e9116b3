package io.github.redissession.core;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.session.ReactiveFindByIndexNameSessionRepository;
import org.springframework.session.ReactiveSessionRepository;

import io.github.redissession.SessionStoreException;
import io.github.redissession.StoredSession;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.SessionStore;

/**
 * The repository for WebFlux requests. It blocks no thread and answers within its time
 * budget.
 */
public final class ReactiveStoredSessionRepository
		implements ReactiveSessionRepository<StoredSession>, ReactiveFindByIndexNameSessionRepository<StoredSession> {

	private final SessionLifecycle lifecycle;

	private final TimeBudget.Budgets budgets;

	private final ReactiveOperations operations;

	/**
	 * Creates a repository.
	 * @param store stores the sessions
	 * @param lookup finds sessions by index values
	 * @param settings the settings that all sessions share
	 * @param budgets how long operations may take
	 */
	public ReactiveStoredSessionRepository(SessionStore store, SessionLookup lookup, SessionSettings settings,
			TimeBudget.Budgets budgets) {
		this.lifecycle = new SessionLifecycle(store, lookup, settings);
		this.budgets = budgets;
		this.operations = new ReactiveOperations(budgets.reading(), settings.observer());
	}

	@Override
	public Mono<StoredSession> createSession() {
		return Mono.deferContextual((context) -> Mono.just(this.lifecycle.create(request(context))));
	}

	/**
	 * Stores the changes of the current request, if there are any. A session that has
	 * ended meanwhile stays ended, without an error.
	 * @return completes, or fails with a {@link SessionStoreException} if the store
	 * failed or did not answer in time
	 */
	@Override
	public Mono<Void> save(StoredSession session) {
		return answer("save session " + session.getId(), (request) -> this.budgets.changing(),
				(request) -> this.lifecycle.save(session));
	}

	/**
	 * Reads a session.
	 * @return the session, empty if it does not exist or has ended, or the id does not
	 * have the form of ours
	 */
	@Override
	public Mono<StoredSession> findById(String id) {
		return answer("find session " + id, this.budgets::finding, (request) -> this.lifecycle.find(id, request));
	}

	/**
	 * Ends a session. When this has completed, no save of any request restores it.
	 */
	@Override
	public Mono<Void> deleteById(String id) {
		return answer("delete session " + id, (request) -> this.budgets.changing(),
				(request) -> this.lifecycle.delete(id, request));
	}

	/**
	 * Finds the sessions that have a value in an index, in two round trips for any number
	 * of sessions. They belong to no request; save them after a change.
	 * @return the sessions by id; empty if the index is unknown
	 */
	@Override
	public Mono<Map<String, StoredSession>> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		return answer("find sessions by " + indexName, (request) -> this.budgets.reading(),
				(request) -> this.lifecycle.findByIndex(indexName, indexValue));
	}

	private <T> Mono<T> answer(String what, Function<SessionRequest, TimeBudget> budget,
			Function<SessionRequest, CompletionStage<@Nullable T>> operation) {
		return Mono.deferContextual((context) -> budget.apply(request(context))
			.limit(what, this.operations.unlimited((same) -> operation.apply(request(same)))));
	}

	private static SessionRequest request(ContextView context) {
		return context.<SessionRequest>getOrEmpty(SessionRequest.class).orElseGet(SessionRequest::unknown);
	}

}
