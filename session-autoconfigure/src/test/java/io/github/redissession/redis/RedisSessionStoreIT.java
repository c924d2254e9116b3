package io.github.redissession.redis;

import java.time.InstantSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionStore;
import io.github.redissession.SessionStoreContract;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The store on a real server.
 */
@ExtendWith(RedisServer.Shared.class)
class RedisSessionStoreIT extends SessionStoreContract {

	private RedisServer redis;

	private SessionStore store;

	@BeforeEach
	void createStore(RedisServer redis) {
		this.redis = redis;
		this.store = new RedisSessionStore(new RedisCommands(redis.connectionFactory()), new SessionKeys("session"),
				InstantSource.system());
	}

	@AfterEach
	void everyKeyHasATtlThatItsHashExplains() {
		for (String key : this.redis.keys()) {
			Object expires = this.redis.cli("HGET", key, "expires");
			if (expires != null) {
				assertThat((Long) this.redis.cli("PTTL", key)).isPositive();
			}
			else {
				assertThat(this.redis.cli("HGET", key, "deadline")).isNull();
			}
		}
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
