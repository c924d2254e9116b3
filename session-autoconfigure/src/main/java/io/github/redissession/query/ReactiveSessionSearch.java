package io.github.redissession.query;

import java.util.List;
import java.util.function.Consumer;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs queries across all sessions without blocking. A bean for WebFlux applications with
 * the guarantees and failures of {@link SessionSearch}. Nothing happens before a
 * subscription.
 */
public interface ReactiveSessionSearch {

	/**
	 * Returns a page of the sessions that match a query.
	 * @param query the query
	 * @param page size, order and position of the page
	 * @return the page, possibly empty
	 */
	Mono<SessionPage> find(SessionQuery query, PageRequest page);

	/**
	 * Returns the number of sessions that match a query.
	 * @param query the query
	 * @return the number
	 */
	Mono<Long> count(SessionQuery query);

	/**
	 * Returns the number of sessions for each value of a tag.
	 * @param name a declared tag
	 * @return the values, the most frequent first
	 */
	default Flux<ValueCount> countBy(String name) {
		return countBy(name, SessionQuery.all());
	}

	/**
	 * Returns the number of matching sessions for each value of a tag.
	 * @param name a declared tag
	 * @param query the query
	 * @return the values, the most frequent first
	 */
	Flux<ValueCount> countBy(String name, SessionQuery query);

	/**
	 * Returns the ids of sessions that match a query, the newest first.
	 * @param query the query
	 * @param limit the maximum number of ids, at least 1
	 * @return the ids
	 */
	Flux<String> ids(SessionQuery query, int limit);

	/**
	 * Ends the sessions that match a query. It continues if the subscription is
	 * cancelled.
	 * @param query the query
	 * @param options whether this is a dry run, and how many sessions may be ended
	 * @return how many sessions were found and ended
	 */
	Mono<SignOutResult> signOut(SessionQuery query, SignOutOptions options);

	/**
	 * Reads every session once and indexes the declared attributes. It continues if the
	 * subscription is cancelled.
	 * @param batchSize the number of sessions to read at a time, from 1 to 1000
	 * @param progress is called after each step, on a thread that must not be blocked
	 * @return the final progress
	 */
	Mono<ReindexProgress> reindex(int batchSize, Consumer<ReindexProgress> progress);

	/**
	 * Returns the declared attributes.
	 * @return the attributes, sorted by name
	 */
	List<IndexedAttribute> attributes();

	/**
	 * Returns the backend in use.
	 * @return the backend, {@link SearchBackend#AUTO} until the first query has chosen
	 * one
	 */
	SearchBackend backend();

}
