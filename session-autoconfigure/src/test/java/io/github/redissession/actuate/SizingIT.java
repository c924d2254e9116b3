package io.github.redissession.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.ExpiryTerms;
import io.github.redissession.SessionDelta;
import io.github.redissession.SessionRecord;
import io.github.redissession.SessionStore;
import io.github.redissession.SessionToken;
import io.github.redissession.redis.MemorySample;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sizing agrees with what Redis really uses. {@code -Dsizing.sessions=20000} measures
 * more sessions.
 */
class SizingIT {

	private static final int SESSIONS = Integer.getInteger("sizing.sessions", 5000);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofHours(1), Duration.ofDays(1),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start();

	private final Random random = new Random(42);

	@Test
	void sessionsTakeWhatWasComputed() {
		LettuceConnectionFactory factory = REDIS.connectionFactory();
		SessionStore store = RedisStores.store(factory);
		save(store, 1000, 0);
		REDIS.flush();
		long before = used();
		save(store, SESSIONS, 0);
		long growth = used() - before;
		MemorySample sample = RedisStores.memory(factory).sample(StoreInspector.MEASURED).toCompletableFuture().join();
		assertThat(sample.active()).isEqualTo(SESSIONS);
		assertThat(sample.missing()).isZero();
		StoreSizing sizing = StoreSizing.of(sample, List.of(), SESSIONS);
		System.out.printf("%d sessions: %d bytes each by used_memory, %s%n", SESSIONS, growth / SESSIONS, sizing);
		assertThat(sizing.dataBytes()).isCloseTo(growth, Percentage.withPercentage(5));
		assertThat(sizing.sessionBytes().max()).isGreaterThan(sizing.sessionBytes().p50());
	}

	@Test
	void whereThereIsNothingToMeasureNothingIsComputed() {
		MemorySample sample = RedisStores.memory(REDIS.connectionFactory())
			.sample(StoreInspector.MEASURED)
			.toCompletableFuture()
			.join();
		assertThat(StoreSizing.of(sample, List.of(), 1000)).isEqualTo(StoreSizing.UNKNOWN);
	}

	/**
	 * Four of five are logged in, three of four of those have a device of their own; one
	 * in ten has a large attribute.
	 */
	private void save(SessionStore store, int number, int first) {
		List<CompletableFuture<?>> saved = new ArrayList<>();
		for (int i = first; i < first + number; i++) {
			SessionDelta.Builder delta = SessionDelta.create(SessionToken.random().id(), TERMS, Duration.ZERO)
				.attribute("cart", bytes(200 + this.random.nextInt(200)))
				.attribute("tenant", bytes(8))
				.endsIn(Duration.ofHours(1));
			if (i % 5 != 0) {
				delta.detail(SessionRecord.PRINCIPAL, "user-" + i / 4)
					.detail("device.ip", "192.0.2.17")
					.detail("device.agent", "x".repeat(110))
					.attribute("SPRING_SECURITY_CONTEXT", bytes(950));
			}
			if (i % 10 == 3) {
				delta.attribute("search", bytes(3000));
			}
			saved.add(store.save(delta.build()).toCompletableFuture());
			if (saved.size() == 500) {
				saved.forEach(CompletableFuture::join);
				saved.clear();
			}
		}
		saved.forEach(CompletableFuture::join);
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private static long used() {
		return Long
			.parseLong(String.valueOf(REDIS.cli("INFO", "memory")).replaceAll("(?s).*used_memory:(\\d+).*", "$1"));
	}

}
