package io.github.redissession.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The attributes that are not stored, of all sessions that have set some in this process.
 * They are dropped when their session ends here, when its end is announced or noticed,
 * and when it would have expired if no other node had used it. Thread-safe.
 */
public final class LocalMemory {

	/** For a session that is not saved yet, and for requests that are still running. */
	private static final Duration MARGIN = Duration.ofMinutes(5);

	private static final Duration PAUSE = Duration.ofMinutes(1);

	private final Map<String, Values> sessions = new ConcurrentHashMap<>();

	private final InstantSource clock;

	private final AtomicReference<Instant> nextPurge = new AtomicReference<>(Instant.MIN);

	/**
	 * Creates an empty memory.
	 * @param clock the application's clock
	 */
	public LocalMemory(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Returns the number of sessions that have such attributes here.
	 * @return the number, including sessions that have ended unnoticed within the last
	 * minutes
	 */
	public int sessions() {
		return this.sessions.size();
	}

	/**
	 * Drops the attributes of a session that has ended.
	 * @param id an id of the session
	 */
	public void end(String id) {
		this.sessions.remove(id);
	}

	/**
	 * Drops the attributes of sessions that have expired, unless it has done so within
	 * the last minute.
	 */
	public void purge() {
		Instant now = this.clock.instant();
		Instant due = this.nextPurge.get();
		if (!now.isBefore(due) && this.nextPurge.compareAndSet(due, now.plus(PAUSE))) {
			this.sessions.values().removeIf((values) -> now.isAfter(values.dropAt));
		}
	}

	@Nullable Map<String, Object> find(String id) {
		Values found = this.sessions.isEmpty() ? null : this.sessions.get(id);
		return (found != null) ? found.byName : null;
	}

	/**
	 * Returns the attributes of a session, which may have none yet.
	 */
	Map<String, Object> open(String id) {
		purge();
		return this.sessions.computeIfAbsent(id,
				(key) -> new Values(new ConcurrentHashMap<>(), this.clock.instant().plus(MARGIN))).byName;
	}

	/**
	 * Makes the attributes of a session that gets a new id available under both.
	 */
	void share(String id, String newId) {
		Values found = this.sessions.get(id);
		if (found != null) {
			this.sessions.put(newId, found);
		}
	}

	/**
	 * Keeps the attributes of a session that is in use.
	 * @param expiry tells when the session expires, {@code null} for never
	 */
	void keep(String id, Supplier<@Nullable Instant> expiry) {
		Values found = this.sessions.isEmpty() ? null : this.sessions.get(id);
		if (found != null) {
			Instant expires = expiry.get();
			found.dropAt = (expires != null) ? expires.plus(MARGIN) : Instant.MAX;
			purge();
		}
	}

	/**
	 * The attributes of one session.
	 */
	private static final class Values {

		private final Map<String, Object> byName;

		private volatile Instant dropAt;

		Values(Map<String, Object> byName, Instant dropAt) {
			this.byName = byName;
			this.dropAt = dropAt;
		}

	}

}
