package io.github.redissession.testing;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisCluster}.
 */
class RedisClusterIT {

	@RegisterExtension
	static RedisCluster cluster = RedisCluster.startWithReplicas();

	@Test
	void keysAreSpreadOverTheMasters() {
		StringRedisTemplate redis = new StringRedisTemplate(cluster.connectionFactory());
		List<String> keys = IntStream.range(100, 200).mapToObj((i) -> "key-" + i).toList();
		keys.forEach((key) -> redis.opsForValue().set(key, "value"));
		assertThat(cluster.keys()).isEqualTo(keys);
		assertThat(cluster.masters()).hasSize(3)
			.allSatisfy((master) -> assertThat(master.keys()).hasSizeBetween(10, 60));
		assertThat(cluster.masterOf("key-100").cli("GET", "key-100")).isEqualTo("value");
	}

	@Test
	void aReplicaTakesOverFromAKilledMaster() {
		StringRedisTemplate redis = new StringRedisTemplate(cluster.connectionFactory());
		redis.opsForValue().set("a", "b");
		RedisServer dead = cluster.masterOf("a");
		dead.cli("WAIT", "1", "5000");
		dead.kill();
		cluster.awaitFailover(dead);
		assertThat(cluster.masterOf("a")).isNotSameAs(dead);
		assertThat(cluster.masters()).hasSize(3);
		await("the client to follow").ignoreExceptions().until(() -> redis.opsForValue().get("a"), "b"::equals);
	}

	@Test
	void theNextTestGetsAWholeAndEmptyCluster() {
		assertThat(cluster.nodes()).hasSize(6).allMatch(RedisServer::isAlive);
		assertThat(cluster.keys()).isEmpty();
		cluster.masterOf("a").kill();
	}

	@Test
	void threeMastersAreEnough() {
		try (RedisCluster masters = RedisCluster.start("--cluster-require-full-coverage", "no")) {
			assertThat(masters.masters()).containsExactlyInAnyOrderElementsOf(masters.nodes()).hasSize(3);
			new StringRedisTemplate(masters.connectionFactory()).opsForValue().set("a", "b");
			assertThat(masters.keys()).containsExactly("a");
		}
	}

}
