package io.github.redissession.redis.tracking;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The near cache follows a sentinel to another master.
 */
class NearCacheSentinelIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private final String id = SessionToken.random().id();

	@Test
	void everythingIsReadAnewFromTheNextMaster() throws Exception {
		try (RedisServer master = RedisServer.start();
				RedisServer replica = RedisServer.start();
				RedisServer sentinel = RedisServer.start("--sentinel")) {
			form(master, replica, sentinel);
			LettuceConnectionFactory factory = factory(sentinel);
			try (NearNode node = new NearNode(factory).started()) {
				SessionStore elsewhere = RedisStores.store(factory);
				save(elsewhere, SessionDelta.create(this.id, TERMS, Duration.ZERO).accessedAgo(Duration.ZERO), "1");
				node.find(this.id);
				assertThat(value(node.find(this.id, true))).isEqualTo("1");
				assertThat(master.cli("WAIT", "1", "5000")).isEqualTo(1L);
				long flushes = node.statistics().flushes();
				master.kill();
				await().until(() -> node.statistics().flushes() > flushes);
				await().atMost(Duration.ofSeconds(20))
					.until(() -> String.valueOf(sentinel.cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "shop"))
						.contains(String.valueOf(replica.port())));
				node.started();
				await().ignoreExceptions().until(() -> "1".equals(value(node.find(this.id))));
				save(elsewhere, SessionDelta.update(this.id, TERMS), "2");
				node.hear();
				assertThat(value(node.find(this.id, false))).isEqualTo("2");
				assertThat(value(node.find(this.id, true))).isEqualTo("2");
			}
			finally {
				factory.destroy();
			}
		}
	}

	private static void form(RedisServer master, RedisServer replica, RedisServer sentinel) {
		master.cli("CONFIG", "SET", "requirepass", "");
		replica.cli("CONFIG", "SET", "requirepass", "");
		replica.cli("CONFIG", "SET", "masterauth", "");
		replica.cli("REPLICAOF", master.host(), String.valueOf(master.port()));
		await().until(() -> String.valueOf(replica.cli("INFO", "replication")).contains("master_link_status:up"));
		sentinel.cli("SENTINEL", "MONITOR", "shop", master.host(), String.valueOf(master.port()), "1");
		sentinel.cli("SENTINEL", "SET", "shop", "down-after-milliseconds", "300");
		sentinel.cli("SENTINEL", "SET", "shop", "failover-timeout", "2000");
		await().atMost(Duration.ofSeconds(20))
			.until(() -> String.valueOf(sentinel.cli("SENTINEL", "REPLICAS", "shop"))
				.contains(String.valueOf(replica.port())));
	}

	private static LettuceConnectionFactory factory(RedisServer sentinel) {
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master("shop")
			.sentinel(sentinel.host(), sentinel.port());
		configuration.setSentinelPassword(String.valueOf(sentinel.password()));
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration,
				LettuceClientConfiguration.builder().commandTimeout(Duration.ofSeconds(10)).build());
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private static void save(SessionStore store, SessionDelta.Builder delta, String value) {
		join(store.save(delta.attribute("value", value.getBytes(StandardCharsets.UTF_8)).build()));
	}

	private static @Nullable String value(@Nullable SessionRecord record) {
		return (record != null) ? new String(record.attributes().get("value"), StandardCharsets.UTF_8) : null;
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
