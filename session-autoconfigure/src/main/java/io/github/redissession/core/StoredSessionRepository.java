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
 * Where a servlet request enters and leaves the store. It waits for the store's answer,
 * but never longer than its time budget.
 */
public final class StoredSessionRepository implements FindByIndexNameSessionRepository<StoredSession> {

	private final SessionLifecycle lifecycle;

	private final TimeBudget budget;

	/**
	 * Creates a repository.
	 * @param store keeps the sessions
	 * @param lookup finds sessions by what they hold
	 * @param settings what all sessions share
	 * @param timeout how long to wait for one answer of the store
	 */
	public StoredSessionRepository(SessionStore store, SessionLookup lookup, SessionSettings settings,
			Duration timeout) {
		this.lifecycle = new SessionLifecycle(store, lookup, settings);
		this.budget = new TimeBudget(timeout);
	}

	@Override
	public StoredSession createSession() {
		return this.lifecycle.create(SessionRequest.current());
	}

	/**
	 * Stores what the current request has changed in a session; nothing if it has changed
	 * nothing. A session that has ended meanwhile stays ended, without an exception.
	 * @throws SessionStoreException if the store failed or did not answer in time
	 * @throws AttributeNotStorableException if an attribute was changed in place into
	 * something that cannot be stored; everything else has been stored
	 */
	@Override
	public void save(StoredSession session) {
		this.budget.await("save", session.getId(), this.lifecycle.save(session));
	}

	/**
	 * Reads a session.
	 * @return the session, {@code null} if there is none, it has ended, or the id cannot
	 * be one of ours
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public @Nullable StoredSession findById(String id) {
		return this.budget.await("find", id, this.lifecycle.find(id, SessionRequest.current()));
	}

	/**
	 * Ends a session. When this has returned no save of any request brings it back.
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public void deleteById(String id) {
		this.budget.await("delete", id, this.lifecycle.delete(id, SessionRequest.current()));
	}

	/**
	 * The sessions that have a value in an index, in two round trips however many they
	 * are. They belong to no request; what is changed in them has to be saved.
	 * @return the sessions by id; none if nothing is known of such an index
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public Map<String, StoredSession> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		return this.budget.await("find sessions by " + indexName, this.lifecycle.findByIndex(indexName, indexValue));
	}

}
