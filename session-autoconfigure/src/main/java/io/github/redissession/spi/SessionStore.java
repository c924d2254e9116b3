package io.github.redissession.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;

/**
 * Keeps sessions as bytes. It is the one seam of the design: Redis implements it, every
 * layer wraps it, and both the servlet and the reactive repository call it.
 * <p>
 * All methods send their commands before they return, wait for nothing, never throw, and
 * complete on a thread of the client library, which must not be blocked. They complete
 * exceptionally with a {@link SessionStoreException} if the store cannot answer; what
 * became of a change is then unknown.
 * <p>
 * A call that begins after another one has completed takes effect after it. All others
 * may interleave in any order: {@link #save} merges by attribute name, the last one of
 * two writers of the same attribute wins, and {@link #delete} wins over every save that
 * arrives after it.
 */
public interface SessionStore {

	/**
	 * Reads a session. Reading changes nothing and does not prolong the session.
	 * @param id the id of the session
	 * @return the session, or {@code null} if there is none or it has ended
	 */
	CompletionStage<@Nullable SessionRecord> find(String id);

	/**
	 * Applies what one request changed, as a whole or not at all.
	 * @param delta the change
	 * @return what became of it
	 */
	CompletionStage<SaveResult> save(SessionDelta delta);

	/**
	 * Reads several sessions as {@link #find} reads one, for the price of one.
	 * @param ids the ids of the sessions
	 * @return those that are there, by id, in the order of the ids
	 */
	CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids);

	/**
	 * Ends a session. When this has completed no save brings it back, not even one that
	 * creates it: whoever learns of an id before its session is stored, from an index for
	 * example, can end it. If the id of the session has just been changed, or is being
	 * changed, the session ends under its new id.
	 * @param end which session, and why
	 * @return the session as it was at its end, or {@code null} if there was none
	 */
	CompletionStage<@Nullable SessionRecord> delete(SessionEnd end);

	/**
	 * What a call passes through, for those who run the application.
	 * @return short names, the outermost layer first and what keeps the sessions last; a
	 * layer puts its own name before those of the next one
	 */
	default List<String> layers() {
		return List.of(getClass().getSimpleName());
	}

	/**
	 * Ends a session of which only the id is known.
	 * @param id the id of the session
	 * @return the session as it was at its end, or {@code null} if there was none
	 */
	default CompletionStage<@Nullable SessionRecord> delete(String id) {
		return delete(new SessionEnd(id, SessionEnd.Reason.LOGOUT, Map.of()));
	}

}
