package io.github.redissession.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SessionTracking;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreLayer;

/**
 * Answers from the cache, and reads what is not in it so that it can be cached. If that
 * is not possible, and for everything else, it calls the next layer. Lists of sessions
 * are neither answered from the cache nor put into it.
 */
public final class NearCacheLayer extends SessionStoreLayer {

	private final SessionTracking tracking;

	private final CachedSessions sessions;

	/**
	 * Creates the layer.
	 * @param store the next layer
	 * @param tracking reads sessions so that Redis notifies this node of their changes
	 * @param sessions the cache
	 */
	public NearCacheLayer(SessionStore store, SessionTracking tracking, CachedSessions sessions) {
		super("near cache", store);
		this.tracking = tracking;
		this.sessions = sessions;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		SessionRecord cached = this.sessions.get(id);
		if (cached != null) {
			return CompletableFuture.completedFuture(cached);
		}
		CacheLoad load = this.sessions.load(id);
		return (load != null) ? read(id, load) : next().find(id);
	}

	private CompletionStage<@Nullable SessionRecord> read(String id, CacheLoad load) {
		return this.tracking.find(id).thenApply((record) -> {
			if (record != null) {
				this.sessions.put(load, record);
			}
			return record;
		}).exceptionallyCompose((ex) -> next().find(id));
	}

}
