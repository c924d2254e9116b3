package io.github.redissession.spi;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * A store in a map, which says in Java what the scripts say in Lua.
 */
public final class InMemorySessionStore implements SessionStore {

	private final Map<String, SessionRecord> sessions = new HashMap<>();

	/** Ids that have a new one, or {@code ""} for those that were ended too early. */
	private final Map<String, String> marks = new HashMap<>();

	private final InstantSource clock;

	public InMemorySessionStore(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		return CompletableFuture.completedFuture(live(id));
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		Map<String, SessionRecord> found = new LinkedHashMap<>();
		for (String id : ids) {
			SessionRecord record = live(id);
			if (record != null) {
				found.put(id, record);
			}
		}
		return CompletableFuture.completedFuture(found);
	}

	@Override
	public synchronized CompletionStage<SaveResult> save(SessionDelta delta) {
		SessionRecord before = switch (delta.kind()) {
			case CREATE -> null;
			case UPDATE -> live(delta.id());
			case CHANGE_ID -> remove(delta.previousId());
		};
		boolean ended = (delta.kind() == SessionDelta.Kind.CREATE) ? "".equals(this.marks.get(delta.id()))
				: before == null;
		Instant by = delta.beginsBy();
		boolean late = by != null && this.clock.instant().isAfter(by) && !this.marks.containsKey(delta.id());
		if (late || (by != null && live(delta.id()) != null)) {
			return CompletableFuture.completedFuture(SaveResult.CONFLICT);
		}
		if (ended || (by != null && this.marks.containsKey(delta.id()))) {
			return CompletableFuture.completedFuture(SaveResult.GONE);
		}
		if (delta.kind() == SessionDelta.Kind.CHANGE_ID) {
			this.marks.put(delta.previousId(), delta.id());
		}
		this.sessions.put(delta.id(),
				(before != null) ? before.with(delta) : SessionRecord.begin(delta, this.clock.instant()));
		return CompletableFuture.completedFuture(SaveResult.SAVED);
	}

	@Override
	public synchronized CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		String newId = this.marks.getOrDefault(end.id(), "");
		if (!newId.isEmpty()) {
			return delete(newId);
		}
		SessionRecord removed = remove(end.id());
		if (removed == null || isAdopted(removed)) {
			this.marks.put(end.id(), "");
		}
		return CompletableFuture.completedFuture(removed);
	}

	private boolean isAdopted(SessionRecord removed) {
		String until = removed.details().get(SessionRecord.ADOPTED);
		return until != null && this.clock.millis() < Long.parseLong(until);
	}

	private synchronized @Nullable SessionRecord live(String id) {
		SessionRecord stored = this.sessions.get(id);
		Instant now = this.clock.instant();
		if (stored == null || (stored.expires() != null && !now.isBefore(stored.expires()))) {
			this.sessions.remove(id);
			return null;
		}
		return stored.after(Duration.between(stored.observed(), now));
	}

	private synchronized @Nullable SessionRecord remove(String id) {
		SessionRecord live = live(id);
		this.sessions.remove(id);
		return live;
	}

}
