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
			throw new UnsupportedConnectionFactoryException(
					"The sessions need Lettuce, and the Redis connection factory is a "
							+ connectionFactory.getClass().getName(),
					"Set spring.data.redis.client-type=lettuce, or give the sessions a Redis of their own with "
							+ "redis-session.redis.url");
		}
		if (!lettuce.getShareNativeConnection()) {
			throw new UnsupportedConnectionFactoryException(
					"The sessions use the shared connection of the Lettuce connection factory, and it does not share one",
					"Do not call setShareNativeConnection(false), or give the sessions a Redis of their own with "
							+ "redis-session.redis.url");
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
