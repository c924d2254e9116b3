package io.github.redissession.redis.expiry;

import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.testing.RedisCluster;

/**
 * On a cluster of three masters.
 */
class ExpirySweeperClusterIT extends ExpirySweeperContract {

	@RegisterExtension
	static final RedisCluster cluster = RedisCluster.start();

	@Override
	LettuceConnectionFactory factory() {
		return cluster.connectionFactory();
	}

}
