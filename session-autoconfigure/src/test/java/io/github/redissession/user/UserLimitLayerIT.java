package io.github.redissession.user;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.testing.RedisServer;

/**
 * The layer over a real server, as the store contract wants it; {@link UserLimitIT} tests
 * the limit.
 */
@ExtendWith(RedisServer.Shared.class)
class UserLimitLayerIT extends SessionStoreContract {

	private SessionStore store;

	@BeforeEach
	void createLayer(RedisServer redis) {
		this.store = RedisStores.limited(redis.connectionFactory());
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
