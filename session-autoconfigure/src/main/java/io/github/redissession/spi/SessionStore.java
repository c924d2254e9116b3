package io.github.redissession.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;

/**
 * Stores sessions as bytes. This is the one seam of the design: Redis implements it,
 * every layer wraps it, and both the servlet and the reactive repository call it.
 * <p>
 * All methods send their commands before they return, wait for nothing, never throw, and
 * complete on a thread of the client library, which must not be blocked. They complete
 * exceptionally with a {@link SessionStoreException} if the store cannot answer; whether
 * a change was applied is then unknown.
 * <p>
 * A call that begins after another one has completed takes effect after it. Concurrent
 * calls may interleave in any order: {@link #save} merges by attribute name, the last one
 * of two writers of the same attribute wins, and {@link #delete} wins over every save
 * that arrives after it.
 */
public interface SessionStore {

	/**
	 * Reads a session. Reading changes nothing and does not prolong the session.
	 * @param id the id of the session
	 * @return the session, or {@code null} if it does not exist or has ended
	 */
	CompletionStage<@Nullable SessionRecord> find(String id);

	/**
	 * Reads a session for a request that is likely to change it, for example because a
	 * form was sent. A layer that limits the time may wait longer than for a request that
	 * only reads.
	 * @param id the id of the session
	 * @return the session, or {@code null} if it does not exist or has ended
	 */
	default CompletionStage<@Nullable SessionRecord> findToChange(String id) {
		return find(id);
	}

	/**
	 * Applies what one request changed, as a whole or not at all.
	 * @param delta the change
	 * @return whether it was applied
	 */
	CompletionStage<SaveResult> save(SessionDelta delta);

	/**
	 * Reads several sessions as {@link #find} reads one, at the cost of one.
	 * @param ids the ids of the sessions
	 * @return the sessions that exist, by id, in the order of the ids
	 */
	CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids);

	/**
	 * Ends a session. When this has completed, no save restores it, not even one that
	 * creates it: a caller that learns of an id before its session is stored, for example
	 * from an index, can end it. If the id of the session has just been changed, or is
	 * being changed, the session ends under its new id.
	 * @param end the session and the reason
	 * @return the session as it was at its end, or {@code null} if it did not exist
	 */
	CompletionStage<@Nullable SessionRecord> delete(SessionEnd end);

	/**
	 * Returns the layers that a call passes through, for operators.
	 * @return short names, the outermost layer first and the store itself last; a layer
	 * puts its own name before those of the next one
	 */
	default List<String> layers() {
		return List.of(getClass().getSimpleName());
	}

	/**
	 * Ends a session of which only the id is known.
	 * @param id the id of the session
	 * @return the session as it was at its end, or {@code null} if it did not exist
	 */
	default CompletionStage<@Nullable SessionRecord> delete(String id) {
		return delete(new SessionEnd(id, SessionEnd.Reason.LOGOUT, Map.of()));
	}

}
