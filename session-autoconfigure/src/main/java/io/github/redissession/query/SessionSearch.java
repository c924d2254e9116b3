package io.github.redissession.query;

import java.util.List;
import java.util.function.Consumer;

import io.github.redissession.SessionStoreException;

/**
 * Runs queries across all sessions. A bean for servlet applications and for code that may
 * block; {@link ReactiveSessionSearch} is its non-blocking counterpart.
 * <p>
 * Every session in a result was read and checked while the query ran: it existed, had not
 * ended, and matched. A session that begins, changes or ends in the meantime may or may
 * not be included. Totals and counts are exact while nothing changes and all instances
 * declare the same attributes; otherwise they are approximate.
 * <p>
 * Every method throws {@link SessionQueryException} if the query names an undeclared
 * attribute or the backend in use cannot run it, and {@link SessionStoreException} if the
 * store failed or did not respond within {@code redis-session.query.timeout}.
 */
public interface SessionSearch {

	/**
	 * Returns a page of the sessions that match a query. Begin with
	 * {@link PageRequest#first} and continue with the cursor of each page: every session
	 * that exists all the time is returned exactly once.
	 * @param query the query
	 * @param page size, order and position of the page
	 * @return the page, possibly empty
	 * @throws SessionQueryException also if the cursor belongs to another query or order
	 */
	SessionPage find(SessionQuery query, PageRequest page);

	/**
	 * Returns the number of sessions that match a query.
	 * @param query the query
	 * @return the number
	 */
	long count(SessionQuery query);

	/**
	 * Returns the number of sessions for each value of a tag.
	 * @param name a declared tag
	 * @return the values, the most frequent first; a session with several values counts
	 * for each of them
	 */
	default List<ValueCount> countBy(String name) {
		return countBy(name, SessionQuery.all());
	}

	/**
	 * Returns the number of matching sessions for each value of a tag.
	 * @param name a declared tag
	 * @param query the query
	 * @return the values, the most frequent first
	 */
	List<ValueCount> countBy(String name, SessionQuery query);

	/**
	 * Returns the ids of sessions that match a query, the newest first.
	 * @param query the query
	 * @param limit the maximum number of ids, at least 1
	 * @return the ids
	 */
	List<String> ids(SessionQuery query, int limit);

	/**
	 * Ends the sessions that match a query, the newest first, as
	 * {@code UserSessions#signOut} ends one. The timeout applies to each step, not to the
	 * whole. If it fails, some sessions have been ended, and it can be repeated.
	 * @param query the query
	 * @param options whether this is a dry run, and how many sessions may be ended
	 * @return how many sessions were found and ended
	 */
	SignOutResult signOut(SessionQuery query, SignOutOptions options);

	/**
	 * Reads every session once and indexes the declared attributes: after an attribute
	 * was declared on a running site, or the backend was changed. It reads the sessions
	 * in consecutive steps and prolongs none of them. The timeout applies to each step,
	 * not to the whole.
	 * @param batchSize the number of sessions to read at a time, from 1 to 1000
	 * @param progress is called after each step, on a thread that must not be blocked
	 * @return the final progress
	 */
	ReindexProgress reindex(int batchSize, Consumer<ReindexProgress> progress);

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
