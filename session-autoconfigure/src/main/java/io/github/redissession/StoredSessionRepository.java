package io.github.redissession;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * Where a servlet request enters and leaves the store. It waits for the store's answer,
 * but never longer than its time budget.
 */
public final class StoredSessionRepository implements FindByIndexNameSessionRepository<StoredSession> {

	private final SessionLifecycle lifecycle;

	private final Duration timeout;

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
		this.timeout = timeout;
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
		await("save", session.getId(), this.lifecycle.save(session));
	}

	/**
	 * Reads a session.
	 * @return the session, {@code null} if there is none, it has ended, or the id cannot
	 * be one of ours
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public @Nullable StoredSession findById(String id) {
		return await("find", id, this.lifecycle.find(id, SessionRequest.current()));
	}

	/**
	 * Ends a session. When this has returned no save of any request brings it back.
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public void deleteById(String id) {
		await("delete", id, this.lifecycle.delete(id, SessionRequest.current()));
	}

	/**
	 * The sessions that have a value in an index, in two round trips however many they
	 * are. They belong to no request; what is changed in them has to be saved.
	 * @return the sessions by id; none if nothing is known of such an index
	 * @throws SessionStoreException if the store failed or did not answer in time
	 */
	@Override
	public Map<String, StoredSession> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		return await("find by index", indexName, this.lifecycle.findByIndex(indexName, indexValue));
	}

	private <T extends @Nullable Object> T await(String what, String id, CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof AttributeNotStorableException cause) {
				throw cause;
			}
			if (ex.getCause() instanceof SessionStoreException cause) {
				throw new SessionStoreException(cause.getMessage(), cause);
			}
			throw new SessionStoreException("Could not %s session %s".formatted(what, id), ex);
		}
		catch (TimeoutException ex) {
			throw SessionStoreException.timeout(what, id, this.timeout, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SessionStoreException("Could not %s session %s: interrupted".formatted(what, id), ex);
		}
	}

}
