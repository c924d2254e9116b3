package io.github.redissession.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The Redis that holds the sessions: the application's, or one of their own. It is no
 * {@link RedisConnectionFactory} itself, so that Boot's own beans do not take one of the
 * sessions' for theirs.
 */
final class SessionRedis implements AutoCloseable {

	private final LettuceConnectionFactory connectionFactory;

	private final @Nullable ConfigurableApplicationContext owner;

	private SessionRedis(RedisConnectionFactory connectionFactory, @Nullable ConfigurableApplicationContext owner) {
		if (!(connectionFactory instanceof LettuceConnectionFactory lettuce)) {
			throw new RedisSessionStartupException(
					"Sessions need a Lettuce connection factory, but the Redis connection factory is a "
							+ connectionFactory.getClass().getName(),
					"Set spring.data.redis.client-type=lettuce and remove any RedisConnectionFactory bean of another type, "
							+ "or connect sessions to a Redis of their own with redis-session.redis.url.");
		}
		if (!lettuce.getShareNativeConnection()) {
			throw new RedisSessionStartupException(
					"Sessions need the shared connection of the Lettuce connection factory, but sharing is disabled",
					"Remove the call of setShareNativeConnection(false), or connect sessions to a Redis of their own with "
							+ "redis-session.redis.url.");
		}
		this.connectionFactory = lettuce;
		this.owner = owner;
	}

	static SessionRedis shared(RedisConnectionFactory connectionFactory) {
		return new SessionRedis(connectionFactory, null);
	}

	static SessionRedis ownedBy(ConfigurableApplicationContext owner) {
		return new SessionRedis(owner.getBean(RedisConnectionFactory.class), owner);
	}

	LettuceConnectionFactory connectionFactory() {
		return this.connectionFactory;
	}

	@Override
	public void close() {
		if (this.owner != null) {
			this.owner.close();
		}
	}

}
