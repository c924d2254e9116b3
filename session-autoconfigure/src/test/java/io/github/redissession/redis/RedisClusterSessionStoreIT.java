package io.github.redissession.redis;

import java.time.Duration;
import java.time.InstantSource;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.SessionStore;
import io.github.redissession.SessionStoreContract;
import io.github.redissession.testing.RedisCluster;

/**
 * The store on a cluster of three masters.
 */
class RedisClusterSessionStoreIT extends SessionStoreContract {

	@RegisterExtension
	static final RedisCluster cluster = RedisCluster.start();

	private final SessionStore store = new RedisSessionStore(new RedisCommands(cluster.connectionFactory()),
			new SessionKeys("session"), InstantSource.system(), Duration.ofSeconds(5));

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
