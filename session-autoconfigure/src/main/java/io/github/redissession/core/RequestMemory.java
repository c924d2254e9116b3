package io.github.redissession.core;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;

/**
 * What one request remembers of sessions: those that it has saved, the ids that it knows
 * to be dead, and the ids that the store has not confirmed yet. Spring Session's filter
 * finds and saves twice in many requests; the second {@code findById} is answered from
 * here.
 * <p>
 * Nearly every request knows at most one session. An immutable map holds it; from the
 * second one on it is a map that may change while others read it.
 */
final class RequestMemory {

	private volatile Map<String, RequestSession> saved = Map.of();

	private volatile Map<String, Boolean> dead = Map.of();

	private volatile Map<String, Map<String, String>> details = Map.of();

	private volatile Map<String, String> storedIds = Map.of();

	private volatile Map<String, Fate> unsaved = Map.of();

	/**
	 * Remembers a session as the store has it now.
	 */
	synchronized void remember(RequestSession session) {
		String id = session.getId();
		this.storedIds = without(this.storedIds, id);
		this.unsaved = without(this.unsaved, id);
		this.saved = with(this.saved, id, session);
		this.dead = without(this.dead, id);
	}

	/**
	 * Returns the session that this request has saved under an id, or {@code null}.
	 */
	@Nullable RequestSession saved(String id) {
		return isDead(id) ? null : this.saved.get(id);
	}

	/**
	 * Remembers that there is no session with this id.
	 */
	synchronized void rememberDead(String id) {
		this.dead = with(this.dead, id, true);
	}

	boolean isDead(String id) {
		return this.dead.containsKey(id);
	}

	/**
	 * Remembers the details of a session that was read, for the case that this request
	 * ends it. The session itself is not remembered: it may have changed.
	 */
	synchronized void rememberDetails(SessionRecord record) {
		this.details = with(this.details, record.id(), record.details());
	}

	/**
	 * Returns the details of a session as far as this request knows them.
	 */
	Map<String, String> details(String id) {
		RequestSession session = saved(id);
		return (session != null) ? session.getDetails() : this.details.getOrDefault(id, Map.of());
	}

	/**
	 * Remembers the id under which a session is stored that has a new one.
	 */
	synchronized void rememberStoredId(String newId, String storedId) {
		this.storedIds = with(this.storedIds, newId, storedId);
	}

	String storedId(String id) {
		return this.storedIds.getOrDefault(id, id);
	}

	/**
	 * Remembers an id of which the store has not confirmed anything yet. The store may
	 * just have been asked to begin the session under an old id.
	 * @param previousId the old id; the same as {@code id} for a session that begins
	 */
	synchronized void rememberUnsaved(String id, String previousId) {
		this.unsaved = with(this.unsaved, id, this.unsaved.getOrDefault(previousId, Fate.NEW));
	}

	/**
	 * Records that the store is about to be asked to begin a session, or to give it this
	 * id.
	 * @return {@code false} if the store must not be asked, because the session has ended
	 * before
	 */
	synchronized boolean mayBegin(String id) {
		Fate fate = this.unsaved.get(id);
		if (fate == Fate.NEW) {
			this.unsaved = with(this.unsaved, id, Fate.BEGUN);
		}
		return fate != Fate.ENDED;
	}

	/**
	 * Ends a session that the store was never asked to begin, and will not be.
	 * @return whether that was enough; {@code false} if the store may have the session
	 */
	synchronized boolean endUnsaved(String id) {
		Fate fate = this.unsaved.get(id);
		if (fate == Fate.NEW) {
			this.unsaved = with(this.unsaved, id, Fate.ENDED);
		}
		return fate == Fate.NEW || fate == Fate.ENDED;
	}

	boolean isUnsaved(String id) {
		return this.unsaved.containsKey(id);
	}

	private static <V> Map<String, V> with(Map<String, V> map, String id, V value) {
		if (map instanceof ConcurrentHashMap) {
			map.put(id, value);
			return map;
		}
		if (map.isEmpty() || map.containsKey(id)) {
			return Map.of(id, value);
		}
		Map<String, V> more = new ConcurrentHashMap<>(map);
		more.put(id, value);
		return more;
	}

	private static <V> Map<String, V> without(Map<String, V> map, String id) {
		if (map instanceof ConcurrentHashMap) {
			map.remove(id);
			return map;
		}
		return map.containsKey(id) ? Map.of() : map;
	}

	/**
	 * The state of a session that this request has begun, until the store confirms it.
	 */
	private enum Fate {

		/** The store was not asked to begin it yet. */
		NEW,

		/** The store was asked to begin it. */
		BEGUN,

		/** It ended before the store was asked to begin it. */
		ENDED

	}

}
