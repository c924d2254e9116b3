package io.github.redissession.takeover;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.StoredSession;
import io.github.redissession.index.LegacyStore;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.takeover.RedisLegacyStore;
import io.github.redissession.testing.RedisCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On a cluster the keys of a session, old and new, are on different nodes.
 */
class TakeoverClusterIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@RegisterExtension
	static final RedisCluster CLUSTER = RedisCluster.start();

	@Test
	void sessionsAreTakenOverOnceByAllProcessesTogether() {
		LettuceConnectionFactory factory = CLUSTER.connectionFactory();
		TakeoverSite one = TakeoverSite.start(factory, TIMEOUT);
		TakeoverSite other = TakeoverSite.start(CLUSTER.newConnectionFactory(), TIMEOUT);
		SpringSessionWriter writer = SpringSessionWriter.servlet(factory, true, "spring:session", null);
		List<String> ids = IntStream.range(0, 8)
			.mapToObj((i) -> writer.login("user" + i, LegacySamples::fill))
			.toList();
		LegacyStore store = new RedisLegacyStore(new SessionConnection(factory), RedisStores.KEYS, "spring:session",
				true, TIMEOUT);
		assertThat(store.count(100_000).toCompletableFuture().join()).isEqualTo(new LegacyStore.Count(8, true));
		for (int i = 0; i < ids.size(); i++) {
			String id = ids.get(i);
			CompletableFuture<StoredSession> there = CompletableFuture.supplyAsync(() -> other.come(id));
			StoredSession here = one.come(id);
			assertThat(there.join().getId()).isEqualTo(here.getId());
			assertThat(here.<String>getAttribute("value")).isEqualTo("kept");
			assertThat(here.getPrincipal()).isEqualTo("user" + i);
		}
		assertThat(CLUSTER.keys()).noneMatch((key) -> key.startsWith("spring:session:sessions"));
		assertThat(store.count(100_000).toCompletableFuture().join()).isEqualTo(new LegacyStore.Count(0, true));
	}

}
