package io.github.redissession.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SessionTracking;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Answers from the cache, and reads what is not in it so that it can be cached. The other
 * layers are asked if that is not possible, and for everything else. Lists of sessions
 * are neither answered from the cache nor stored in it.
 */
public final class NearCacheLayer implements SessionStore {

	private final SessionStore store;

	private final SessionTracking tracking;

	private final CachedSessions sessions;

	/**
	 * Creates the layer.
	 * @param store the next layer
	 * @param tracking reads what is to be cached
	 * @param sessions the cache
	 */
	public NearCacheLayer(SessionStore store, SessionTracking tracking, CachedSessions sessions) {
		this.store = store;
		this.tracking = tracking;
		this.sessions = sessions;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		SessionRecord cached = this.sessions.get(id);
		if (cached != null) {
			return CompletableFuture.completedFuture(cached);
		}
		CachedSessions.Load load = this.sessions.load(id);
		return (load != null) ? read(id, load) : this.store.find(id);
	}

	private CompletionStage<@Nullable SessionRecord> read(String id, CachedSessions.Load load) {
		return this.tracking.find(id).thenApply((record) -> {
			if (record != null) {
				this.sessions.put(load, record);
			}
			return record;
		}).exceptionallyCompose((ex) -> this.store.find(id));
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		return this.store.findAll(ids);
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		return this.store.save(delta);
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		return this.store.delete(end);
	}

	@Override
	public List<String> layers() {
		return Stream.concat(Stream.of("near cache"), this.store.layers().stream()).toList();
	}

}
