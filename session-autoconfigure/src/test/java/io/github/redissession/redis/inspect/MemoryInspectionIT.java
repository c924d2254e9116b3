package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionToken;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A sample of the sessions tells how much memory all of them take.
 */
class MemoryInspectionIT {

	private static final int SESSIONS = 3000;

	private static final int SAMPLED = 1600;

	private static final List<IndexedAttribute> DECLARED = List.of(
			IndexedAttribute.of("tenant", "tenant", IndexType.TAG),
			IndexedAttribute.of("sku", "cart.skus", IndexType.TAG),
			IndexedAttribute.of("total", "cart.total", IndexType.NUMERIC));

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofHours(1), Duration.ofDays(1),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start();

	private final LettuceConnectionFactory factory = REDIS.connectionFactory();

	@BeforeEach
	void save() {
		SessionStore store = RedisStores.store(this.factory, DECLARED);
		Random random = new Random(7);
		IntStream.range(0, SESSIONS)
			.mapToObj((i) -> store.save(session(i, random)).toCompletableFuture())
			.toList()
			.forEach(CompletableFuture::join);
	}

	/**
	 * Tenants have hundreds of sessions, users three, and most articles one.
	 */
	private static SessionDelta session(int i, Random random) {
		SessionDelta.Builder delta = SessionDelta.create(SessionToken.random().id(), TERMS, Duration.ZERO)
			.attribute("cart", new byte[100 + random.nextInt(200)])
			.attribute("context", new byte[(i % 10 == 3) ? 4000 : 900])
			.detail(SessionRecord.INDEX_PREFIX + "tenant", "tenant-" + i % 12)
			.endsIn(Duration.ofHours(1));
		if (i % 5 != 0) {
			delta.detail(SessionRecord.PRINCIPAL, "user-" + i / 4);
		}
		if (i % 3 != 0) {
			delta.detail(SessionRecord.INDEX_PREFIX + "sku", "sku-" + random.nextInt(5000))
				.detail(SessionRecord.INDEX_PREFIX + "total", Integer.toString(random.nextInt(10_000)));
		}
		return delta.build();
	}

	@Test
	void theEstimateIsWithinTenPercentOfWhatAllKeysTake() {
		MemorySample sample = sample();
		long all = REDIS.keys().stream().mapToLong(MemoryInspectionIT::usage).sum();
		double sessions = sample.sessions().stream().mapToLong(Long::longValue).average().orElse(0) * SESSIONS;
		double indexes = sample.expiryIndex() + sample.indexes().bytesPerSession() * SESSIONS;
		assertThat(sessions + indexes).isCloseTo(all, Percentage.withPercentage(10));
		long inIndexes = all - REDIS.sessions().stream().mapToLong(MemoryInspectionIT::usage).sum();
		assertThat(indexes).isCloseTo(inIndexes, Percentage.withPercentage(10));
		double keys = (1 + sample.indexes().keysPerSession()) * SESSIONS;
		assertThat(keys).isCloseTo(REDIS.keys().size(), Percentage.withPercentage(10));
	}

	@Test
	void theNumberOfCommandsDependsOnTheSampleOnly() {
		REDIS.cli("CONFIG", "RESETSTAT");
		MemorySample sample = sample();
		assertThat(sample.listed()).isEqualTo(SESSIONS);
		assertThat(sample.sessions()).hasSize(SAMPLED).isSorted();
		assertThat(calls("memory\\|usage")).isBetween((long) SAMPLED, 2L * SAMPLED);
		assertThat(calls("hkeys")).isEqualTo(SAMPLED / 4);
	}

	private MemorySample sample() {
		MemorySample sample = RedisStores.memory(this.factory, DECLARED).sample(SAMPLED).toCompletableFuture().join();
		assertThat(sample).isNotNull();
		return sample;
	}

	private static long usage(String key) {
		return (Long) REDIS.cli("MEMORY", "USAGE", key, "SAMPLES", "0");
	}

	private static long calls(String command) {
		return Long.parseLong(String.valueOf(REDIS.cli("INFO", "commandstats"))
			.replaceAll("(?s).*cmdstat_" + command + ":calls=(\\d+).*", "$1"));
	}

}
