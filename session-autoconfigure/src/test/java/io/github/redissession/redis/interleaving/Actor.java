package io.github.redissession.redis.interleaving;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.github.redissession.core.UserPolicy;
import io.github.redissession.redis.RedisSessionIndex;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.expiry.Sweeps;
import io.github.redissession.spi.DeviceNames;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.GatedClient;
import io.github.redissession.testing.RedisWire;
import io.github.redissession.user.UserAdmission;
import io.github.redissession.user.UserDirectory;
import io.github.redissession.user.UserLimitLayer;

/**
 * A node of the application, with the store as the application gets it and a gate in
 * front of the server.
 */
final class Actor {

	/** Long enough for a session that is over to stay readable during a run. */
	static final Duration GRACE = Duration.ofHours(1);

	private static final RedisSettings SETTINGS = new RedisSettings(RedisStores.KEYS, InstantSource.system(),
			Duration.ofSeconds(5), RedisStores::users, true, GRACE, RedisStores.NOBODY);

	private final GatedClient client;

	private final SessionConnection connection;

	private final SessionStore store;

	private final UserDirectory users;

	Actor(RedisWire wire) {
		this.client = new GatedClient(wire);
		this.connection = new SessionConnection(this.client.connectionFactory());
		this.connection.connection().join();
		RedisSessionStore redis = new RedisSessionStore(this.connection, SETTINGS);
		RedisSessionIndex index = new RedisSessionIndex(this.connection, RedisStores.KEYS);
		this.store = new UserLimitLayer(redis, new UserAdmission(redis, index));
		this.users = new UserDirectory(redis, index, (principal) -> World.TERMS, UserPolicy.DEFAULT,
				DeviceNames.plain(), RedisStores.NOBODY);
	}

	GatedClient client() {
		return this.client;
	}

	SessionStore store() {
		return this.store;
	}

	CompletionStage<Integer> sweep(int shard) {
		return Sweeps.sweep(this.connection, SETTINGS, shard);
	}

	/**
	 * Reads the sessions of a user, and lets all commands pass.
	 */
	Map<String, SessionRecord> sessions(String user) {
		return join(this.users.find(user));
	}

	/**
	 * Lets all commands pass.
	 * @return the result
	 */
	<T> T join(CompletionStage<T> stage) {
		this.client.passAll();
		if (!stage.toCompletableFuture().isDone()) {
			throw new AssertionError("All commands have been answered, and the operation is not complete");
		}
		return stage.toCompletableFuture().join();
	}

}
