package io.github.redissession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.redissession.SessionToken;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that writes its file once a second is killed while sessions begin.
 */
class RestartIT {

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final Duration OLD = Duration.ofSeconds(1);

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "everysec");

	@Test
	void sessionsSurviveAndNoneIsHalfThere() {
		SessionStore store = RedisStores.store(redis.newConnectionFactory());
		List<Stored> stored = new CopyOnWriteArrayList<>();
		AtomicBoolean over = new AtomicBoolean();
		CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
			while (!over.get()) {
				stored.add(store(store));
			}
		});
		await()
			.until(() -> !stored.isEmpty() && stored.get(0).at() < System.nanoTime() - OLD.plusMillis(500).toNanos());
		long killed = System.nanoTime();
		redis.kill();
		over.set(true);
		redis.restart();
		await().atMost(Duration.ofSeconds(20)).until(load::isDone);
		for (String key : redis.sessions()) {
			assertThat((List<?>) redis.cli("HMGET", key, "v", "attr:a", "attr:b", "principal")).as(key)
				.isEqualTo(List.of("1", "1", "2", "alice"));
			assertThat((Long) redis.cli("PTTL", key)).as(key).isPositive();
		}
		List<String> there = redis.sessions();
		List<String> lost = new ArrayList<>();
		for (Stored one : stored) {
			if (one.at() < killed - OLD.toNanos() && !there.contains("session:" + one.id())) {
				lost.add(one.id());
			}
		}
		assertThat(lost).as("acknowledged more than a second before").isEmpty();
		assertThat(stored).as("some were").anyMatch((one) -> one.at() < killed - OLD.toNanos());
		assertThat(there).isNotEmpty();
	}

	private static Stored store(SessionStore store) {
		String id = SessionToken.random().id();
		SaveResult result = store
			.save(SessionDelta.create(id, TERMS, Duration.ZERO)
				.detail("principal", "alice")
				.attribute("a", new byte[] { '1' })
				.attribute("b", new byte[] { '2' })
				.build())
			.toCompletableFuture()
			.join();
		assertThat(result).isEqualTo(SaveResult.SAVED);
		return new Stored(id, System.nanoTime());
	}

	private record Stored(String id, long at) {
	}

}
