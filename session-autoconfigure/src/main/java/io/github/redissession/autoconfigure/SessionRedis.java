package io.github.redissession.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The Redis that stores the sessions: the application's, or one for sessions only. Not
 * itself a {@link RedisConnectionFactory}, so that Spring Boot's beans do not use the one
 * for sessions.
 *
 * @param connectionFactory opens connections to it
 * @param owner is closed with it; {@code null} for the application's Redis
 */
record SessionRedis(LettuceConnectionFactory connectionFactory,
		@Nullable ConfigurableApplicationContext owner) implements AutoCloseable {

	static SessionRedis shared(RedisConnectionFactory connectionFactory, Environment environment) {
		LettuceConnectionFactory usable = usable(connectionFactory);
		ClusterDatabase.require(usable, environment, "spring.data.redis");
		return new SessionRedis(usable, null);
	}

	static SessionRedis ownedBy(ConfigurableApplicationContext owner) {
		LettuceConnectionFactory usable = usable(owner.getBean(RedisConnectionFactory.class));
		ClusterDatabase.require(usable, owner.getEnvironment(), "redis-session.redis");
		return new SessionRedis(usable, owner);
	}

	private static LettuceConnectionFactory usable(RedisConnectionFactory connectionFactory) {
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
		return lettuce;
	}

	@Override
	public void close() {
		if (this.owner != null) {
			this.owner.close();
		}
	}

}
