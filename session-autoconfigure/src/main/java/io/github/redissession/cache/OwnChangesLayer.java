package io.github.redissession.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Makes the cache forget what this node changes, before whoever asked for the change
 * hears that it is done. It is next to the store, so that it sees what other layers
 * change as well, and answers that come too late for them.
 */
public final class OwnChangesLayer implements SessionStore {

	private final SessionStore store;

	private final CachedSessions sessions;

	/**
	 * Creates the layer.
	 * @param store the store
	 * @param sessions the cache
	 */
	public OwnChangesLayer(SessionStore store, CachedSessions sessions) {
		this.store = store;
		this.sessions = sessions;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		return this.store.find(id);
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		return this.store.findAll(ids);
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		forget(delta);
		return this.store.save(delta).whenComplete((result, ex) -> forget(delta));
	}

	private void forget(SessionDelta delta) {
		this.sessions.forget(delta.id());
		if (!delta.previousId().equals(delta.id())) {
			this.sessions.forget(delta.previousId());
		}
	}

	/**
	 * A session that has just got a new id ends under that.
	 */
	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		this.sessions.forget(end.id());
		return this.store.delete(end).whenComplete((record, ex) -> {
			this.sessions.forget(end.id());
			if (record != null) {
				this.sessions.forget(record.id());
			}
		});
	}

	@Override
	public List<String> layers() {
		return this.store.layers();
	}

}
