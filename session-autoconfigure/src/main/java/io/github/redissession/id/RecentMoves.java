package io.github.redissession.id;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.github.redissession.spi.SessionObserver;

/**
 * The old ids that requests of this node have asked for within the last second, although
 * their sessions have new ones. Such a request was sent before its client received the
 * cookie of the new id, so its response must not replace that cookie.
 */
public final class RecentMoves implements SessionObserver, Predicate<String> {

	/** The store tells of an id just before it answers. */
	private static final Duration MEMORY = Duration.ofSeconds(1);

	private static final int MANY = 1000;

	private final Map<String, Instant> ids = new ConcurrentHashMap<>();

	private final InstantSource clock;

	/**
	 * Creates an empty memory.
	 * @param clock the application's clock
	 */
	public RecentMoves(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public void movedIdUsed(String id) {
		Instant now = this.clock.instant();
		if (this.ids.size() >= MANY) {
			this.ids.values().removeIf((until) -> now.isAfter(until));
		}
		this.ids.put(id, now.plus(MEMORY));
	}

	/**
	 * Whether the store has just told that an id was replaced by a new one.
	 */
	@Override
	public boolean test(String id) {
		Instant until = this.ids.isEmpty() ? null : this.ids.get(id);
		return until != null && !this.clock.instant().isAfter(until);
	}

}
