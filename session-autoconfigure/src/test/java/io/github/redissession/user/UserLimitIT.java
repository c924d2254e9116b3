package io.github.redissession.user;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.redissession.testing.RedisServer;

/**
 * The limit on a single server.
 */
@ExtendWith(RedisServer.Shared.class)
class UserLimitIT extends UserLimitContract {

	private static RedisConnectionFactory first;

	private static RedisConnectionFactory second;

	private RedisServer redis;

	private boolean odd;

	@BeforeEach
	void use(RedisServer redis) {
		this.redis = redis;
	}

	@Override
	protected RedisConnectionFactory connect() {
		if (first == null) {
			first = RedisServer.shared().newConnectionFactory();
			second = RedisServer.shared().newConnectionFactory();
		}
		this.odd = !this.odd;
		return this.odd ? first : second;
	}

	@Override
	protected void flush() {
		this.redis.flush();
	}

}
