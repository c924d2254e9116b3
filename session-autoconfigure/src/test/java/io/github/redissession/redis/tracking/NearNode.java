package io.github.redissession.redis.tracking;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.cache.CacheSettings;
import io.github.redissession.cache.CachedSessions;
import io.github.redissession.cache.NearCache;
import io.github.redissession.cache.NearCacheLayer;
import io.github.redissession.core.InvalidationLayer;
import io.github.redissession.redis.RedisSessionIndex;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.user.UserAdmission;
import io.github.redissession.user.UserLimitLayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node with a near cache, wired as in an application.
 */
public final class NearNode implements AutoCloseable {

	static final Duration MAX_STALENESS = Duration.ofSeconds(2);

	private final CachedSessions sessions;

	private final TrackingLink link;

	private final SessionStore store;

	NearNode(LettuceConnectionFactory factory) {
		this(factory, factory);
	}

	/**
	 * Creates a node.
	 * @param ordinary opens the connection for all other commands
	 * @param tracking opens the connections for tracked reads
	 */
	NearNode(LettuceConnectionFactory ordinary, LettuceConnectionFactory tracking) {
		this(ordinary, tracking, MAX_STALENESS, Duration.ofSeconds(1));
	}

	/**
	 * Creates a node.
	 * @param patience how long the reply to a tracked read may take
	 */
	NearNode(LettuceConnectionFactory ordinary, LettuceConnectionFactory tracking, Duration maxStaleness,
			Duration patience) {
		SessionConnection commands = new SessionConnection(ordinary);
		RedisSettings settings = RedisStores.settings(InstantSource.system(), patience);
		this.sessions = new CachedSessions(new CacheSettings(10_000, 64 << 20, maxStaleness), settings.observer(),
				System::nanoTime);
		this.link = new TrackingLink(tracking, commands, settings, maxStaleness.dividedBy(4), this.sessions);
		SessionStore redis = new InvalidationLayer(new RedisSessionStore(commands, settings), List.of(this.sessions));
		this.store = new NearCacheLayer(
				new UserLimitLayer(redis, new UserAdmission(redis, new RedisSessionIndex(commands, RedisStores.KEYS))),
				this.link, this.sessions);
		this.link.start();
	}

	/** Waits until the cache is on. */
	public NearNode started() {
		await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(15)).until(this::isOn);
		return this;
	}

	public SessionStore store() {
		return this.store;
	}

	boolean isOn() {
		return statistics().on();
	}

	public NearCache.Statistics statistics() {
		return this.sessions.statistics();
	}

	@Nullable SessionRecord find(String id) {
		return join(this.store.find(id));
	}

	/** Waits until the cache knows of all changes so far. */
	void hear() {
		join(this.link.upToDate());
	}

	/** Reads a session, and asserts whether the cache or Redis answered. */
	@Nullable SessionRecord find(String id, boolean hit) {
		NearCache.Statistics before = statistics();
		SessionRecord found = find(id);
		NearCache.Statistics after = statistics();
		assertThat(after.hits() - before.hits()).as("hits").isEqualTo(hit ? 1 : 0);
		assertThat(after.misses() - before.misses()).as("misses").isEqualTo(hit ? 0 : 1);
		return found;
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		this.link.stop();
	}

}
