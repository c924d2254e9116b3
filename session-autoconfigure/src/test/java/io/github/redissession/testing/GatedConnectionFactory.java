package io.github.redissession.testing;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;

/**
 * The connection factory of a {@link GatedClient}.
 *
 * @param connections returns its connection
 */
record GatedConnectionFactory(Supplier<RedisConnection> connections) implements RedisConnectionFactory {

	@Override
	public RedisConnection getConnection() {
		return this.connections.get();
	}

	@Override
	public RedisClusterConnection getClusterConnection() {
		throw new UnsupportedOperationException();
	}

	@Override
	public RedisSentinelConnection getSentinelConnection() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean getConvertPipelineAndTxResults() {
		return true;
	}

	@Override
	public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException ex) {
		return null;
	}

}
