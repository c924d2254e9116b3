package io.github.redissession.query;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.redissession.SessionStoreException;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.query.engine.SessionFinder;

/**
 * Answers questions across all sessions. A bean for servlet applications and for code
 * that may block; {@link ReactiveSessionSearch} is the same without waiting.
 * <p>
 * Every session in an answer was looked at when it was given: it was there, had not
 * ended, and had what was asked for. A session that begins, changes or ends at the same
 * time may or may not be in it. Totals and counts are exact while nothing changes and all
 * instances declare the same, and otherwise as good as what changes allows.
 * <p>
 * Every method throws {@link SessionQueryException} if the question names what is not
 * declared, or cannot be answered by the backend in use, and
 * {@link SessionStoreException} if the store failed or did not answer within
 * {@code redis-session.query.timeout}.
 */
public final class SessionSearch {

	private static final String WHAT = "answer a question across sessions";

	private final SessionFinder finder;

	private final TimeBudget budget;

	/**
	 * Creates the bean.
	 * @param finder finds the sessions
	 */
	public SessionSearch(SessionFinder finder) {
		this.finder = finder;
		this.budget = new TimeBudget(finder.timeout());
	}

	/**
	 * A page of the sessions that a question means. Begin with {@link PageRequest#first},
	 * and go on with the cursor of each page: all sessions that are there all the time
	 * are found, each once.
	 * @param query the question
	 * @param page which part of the answer
	 * @return the page, possibly an empty one
	 * @throws SessionQueryException also if the cursor is none of this question
	 */
	public SessionPage find(SessionQuery query, PageRequest page) {
		return this.budget.await(WHAT, this.finder.find(query, page));
	}

	/**
	 * How many sessions a question means.
	 * @param query the question
	 * @return the number
	 */
	public long count(SessionQuery query) {
		return this.budget.await(WHAT, this.finder.count(query));
	}

	/**
	 * How many sessions there are of each value.
	 * @param name a declared tag
	 * @return the values, the one of most sessions first; a session with several values
	 * counts for each of them
	 */
	public List<ValueCount> countBy(String name) {
		return countBy(name, SessionQuery.all());
	}

	/**
	 * How many sessions there are of each value among those that a question means.
	 * @param name a declared tag
	 * @param query the question
	 * @return the values, the one of most sessions first
	 */
	public List<ValueCount> countBy(String name, SessionQuery query) {
		return this.budget.await(WHAT, this.finder.countBy(name, query));
	}

	/**
	 * The ids of sessions that a question means, the newest first.
	 * @param query the question
	 * @param limit how many at most, positive
	 * @return the ids
	 */
	public List<String> ids(SessionQuery query, int limit) {
		return this.budget.await(WHAT, this.finder.ids(query, limit));
	}

	/**
	 * Ends the sessions that a question means, the newest first, as
	 * {@code UserSessions#signOut} ends one. It takes as long as it has to; only single
	 * steps have a time limit. After a failure it has been done in part and can be
	 * repeated.
	 * @param query the question
	 * @param options whether it is a dry run, and how many may be ended
	 * @return how many were found and ended
	 */
	public SignOutResult signOut(SessionQuery query, SignOutOptions options) {
		return patiently(this.finder.signOut(query, options));
	}

	/**
	 * Looks at every session once and indexes what is declared: after an attribute was
	 * declared on a running site, or a backend was changed. It reads the sessions in
	 * steps, one after the other, prolongs none, and takes as long as it has to; only
	 * single steps have a time limit.
	 * @param batchSize how many sessions are read at a time, from 1 to 1000
	 * @param progress hears after each step, on a thread that must not be blocked
	 * @return what was done
	 */
	public ReindexProgress reindex(int batchSize, Consumer<ReindexProgress> progress) {
		return patiently(this.finder.reindex(batchSize, progress));
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

	private static <T> T patiently(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new SessionStoreException("Could not " + WHAT, ex);
		}
	}

}
