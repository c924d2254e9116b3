package io.github.redissession.redis.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands without a key on a cluster with replicas, which refuse those that write.
 * Lettuce itself sends them to the node with the fewest clients.
 */
class KeylessCommandsIT {

	@RegisterExtension
	static final RedisCluster redis = RedisCluster.startWithReplicas();

	@Test
	void aPrimaryGetsThemThoughReplicasHaveFewerClients() {
		RedisClient others = RedisClient.create();
		try {
			for (RedisServer primary : redis.masters()) {
				for (int i = 0; i < 10; i++) {
					others.connect(primary.address().uri());
				}
			}
			SessionConnection commands = SessionConnection.dedicated(redis.newConnectionFactory(),
					Duration.ofSeconds(10), true);
			for (int i = 0; i < 10; i++) {
				Batch batch = commands.batchOrNewConnection();
				CompletionStage<List<Object>> role = batch.keyless("ROLE", List.of());
				batch.send();
				Object first = role.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join().get(0);
				assertThat(new String((byte[]) first, StandardCharsets.UTF_8)).isEqualTo("master");
			}
		}
		finally {
			others.shutdown();
		}
	}

}
