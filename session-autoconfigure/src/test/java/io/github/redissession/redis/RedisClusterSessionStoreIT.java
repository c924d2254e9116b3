package io.github.redissession.redis;

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

	private final SessionStore store = RedisStores.store(cluster.connectionFactory());

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
