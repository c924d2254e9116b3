package io.github.redissession.user;

import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.github.redissession.testing.RedisCluster;

/**
 * The limit on a cluster of three masters.
 */
class ClusterUserLimitIT extends UserLimitContract {

	@RegisterExtension
	static final RedisCluster cluster = RedisCluster.start();

	private static RedisConnectionFactory second;

	private boolean odd;

	@Override
	protected RedisConnectionFactory connect() {
		if (second == null) {
			second = cluster.newConnectionFactory();
		}
		this.odd = !this.odd;
		return this.odd ? cluster.connectionFactory() : second;
	}

	@Override
	protected void flush() {
		cluster.flush();
	}

}
