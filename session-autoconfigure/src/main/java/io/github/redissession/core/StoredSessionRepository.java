package io.github.redissession.core;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.SessionStoreException;
import io.github.redissession.StoredSession;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.SessionStore;

/**
 * The repository for servlet requests. It waits for the store's answer, but never longer
 * than its time budget.
 */
public final class StoredSessionRepository implements FindByIndexNameSessionRepository<StoredSession> {

	private final SessionLifecycle lifecycle;

	private final TimeBudget.Budgets budgets;

	/**
	 * Creates a repository.
	 * @param store stores the sessions
	 * @param lookup finds sessions by index values
	 * @param settings the settings that all sessions share
	 * @param budgets how long operations may take
	 */
	public StoredSessionRepository(SessionStore store, SessionLookup lookup, SessionSettings settings,
			TimeBudget.Budgets budgets) {
		this.lifecycle = new SessionLifecycle(store, lookup, settings);
		this.budgets = budgets;
	}

	@Override
	public StoredSession createSession() {
		return this.lifecycle.create(SessionRequest.current());
	}

	/**
	 * Stores the changes of the current request, if there are any. A session that has
	 * ended meanwhile stays ended, without an exception.
	 * @throws SessionStoreException if the store failed or did not answer in time
	 * @throws AttributeNotStorableException if an attribute was changed in place into
	 * something that cannot be stored; everything else has been stored
	 */
	@Override
	public void save(StoredSession session) {
		this.budgets.changing().await(this.lifecycle.save(session), "save session ", session.getId());
	}

	/**
	 * Reads a session.
	 * @return the session, {@code null} if it does not exist or has ended, or the id does
	 * not have the form of ours
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public @Nullable StoredSession findById(String id) {
		SessionRequest request = SessionRequest.current();
		return this.budgets.finding(request).await(this.lifecycle.find(id, request), "find session ", id);
	}

	/**
	 * Ends a session. When this has returned, no save of any request restores it.
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public void deleteById(String id) {
		this.budgets.changing().await(this.lifecycle.delete(id, SessionRequest.current()), "delete session ", id);
	}

	/**
	 * Finds the sessions that have a value in an index, in two round trips for any number
	 * of sessions. They belong to no request; save them after a change.
	 * @return the sessions by id; empty if the index is unknown
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public Map<String, StoredSession> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		return this.budgets.reading()
			.await("find sessions by " + indexName, this.lifecycle.findByIndex(indexName, indexValue));
	}

}
