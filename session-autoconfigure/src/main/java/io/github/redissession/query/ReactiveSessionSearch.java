package io.github.redissession.query;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.redissession.core.TimeBudget;
import io.github.redissession.query.engine.SessionFinder;

/**
 * {@link SessionSearch} for WebFlux applications: the same promises without waiting.
 * Nothing is done before somebody subscribes.
 */
public final class ReactiveSessionSearch {

	private final SessionFinder finder;

	private final TimeBudget budget;

	/**
	 * Creates the bean.
	 * @param finder finds the sessions
	 */
	public ReactiveSessionSearch(SessionFinder finder) {
		this.finder = finder;
		this.budget = new TimeBudget(finder.timeout());
	}

	/**
	 * A page of the sessions that a question means.
	 * @param query the question
	 * @param page which part of the answer
	 * @return the page
	 */
	public Mono<SessionPage> find(SessionQuery query, PageRequest page) {
		return answer(() -> this.finder.find(query, page));
	}

	/**
	 * How many sessions a question means.
	 * @param query the question
	 * @return the number
	 */
	public Mono<Long> count(SessionQuery query) {
		return answer(() -> this.finder.count(query));
	}

	/**
	 * How many sessions there are of each value.
	 * @param name a declared tag
	 * @return the values, the one of most sessions first
	 */
	public Flux<ValueCount> countBy(String name) {
		return countBy(name, SessionQuery.all());
	}

	/**
	 * How many sessions there are of each value among those that a question means.
	 * @param name a declared tag
	 * @param query the question
	 * @return the values, the one of most sessions first
	 */
	public Flux<ValueCount> countBy(String name, SessionQuery query) {
		return answer(() -> this.finder.countBy(name, query)).flatMapIterable((counts) -> counts);
	}

	/**
	 * The ids of sessions that a question means, the newest first.
	 * @param query the question
	 * @param limit how many at most, positive
	 * @return the ids
	 */
	public Flux<String> ids(SessionQuery query, int limit) {
		return answer(() -> this.finder.ids(query, limit)).flatMapIterable((ids) -> ids);
	}

	/**
	 * Ends the sessions that a question means. It goes on when the subscriber has gone.
	 * @param query the question
	 * @param options whether it is a dry run, and how many may be ended
	 * @return how many were found and ended
	 */
	public Mono<SignOutResult> signOut(SessionQuery query, SignOutOptions options) {
		return observed(() -> this.finder.signOut(query, options));
	}

	/**
	 * Looks at every session once and indexes what is declared. It goes on when the
	 * subscriber has gone.
	 * @param batchSize how many sessions are read at a time, from 1 to 1000
	 * @param progress hears after each step, on a thread that must not be blocked
	 * @return what was done
	 */
	public Mono<ReindexProgress> reindex(int batchSize, Consumer<ReindexProgress> progress) {
		return Mono.fromCompletionStage(() -> this.finder.reindex(batchSize, progress));
	}

	/**
	 * What is declared.
	 * @return the attributes by which sessions can be found, sorted by name
	 */
	public List<IndexedAttribute> attributes() {
		return this.finder.attributes();
	}

	/**
	 * By what questions are answered at present.
	 * @return the backend, {@link SearchBackend#AUTO} while that is not known yet
	 */
	public SearchBackend backend() {
		return this.finder.backend();
	}

	private <T> Mono<T> answer(Supplier<CompletionStage<T>> question) {
		return this.budget.limit("answer a question across sessions", observed(question));
	}

	/**
	 * What is asked belongs to the request of the subscriber.
	 */
	private <T> Mono<T> observed(Supplier<CompletionStage<T>> question) {
		return Mono.deferContextual((context) -> {
			Runnable left = this.finder.observer().entered((key) -> context.getOrDefault(key, null));
			try {
				return Mono.fromCompletionStage(question.get());
			}
			finally {
				left.run();
			}
		});
	}

}
