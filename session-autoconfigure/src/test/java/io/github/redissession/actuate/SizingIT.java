package io.github.redissession.actuate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionToken;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.inspect.MemorySample;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.redis.inspect.ServerNode;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sizing agrees with what Redis really uses. {@code -Dsizing.sessions=100000}
 * measures more sessions.
 */
class SizingIT {

	private static final int SESSIONS = Integer.getInteger("sizing.sessions", 20_000);

	private static final List<IndexedAttribute> DECLARED = List.of(
			IndexedAttribute.of("tenant", "tenant", IndexType.TAG),
			IndexedAttribute.of("sku", "cart.skus", IndexType.TAG),
			IndexedAttribute.of("total", "cart.total", IndexType.NUMERIC));

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofHours(1), Duration.ofDays(1),
			Duration.ofMinutes(1));

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start();

	private final Random random = new Random(42);

	@Test
	void sessionsTakeWhatWasComputed() {
		takeWhatWasComputed(List.of());
	}

	@Test
	void sessionsThatCanBeFoundByTheirAttributesDoToo() {
		takeWhatWasComputed(DECLARED);
	}

	private void takeWhatWasComputed(List<IndexedAttribute> declared) {
		LettuceConnectionFactory factory = REDIS.connectionFactory();
		SessionStore store = RedisStores.store(factory, declared);
		save(store, 1000);
		REDIS.flush();
		long before = used();
		save(store, SESSIONS);
		long growth = used() - before;
		MemorySample sample = RedisStores.memory(factory, declared)
			.sample(StoreInspector.MEASURED)
			.toCompletableFuture()
			.join();
		assertThat(sample.active()).isEqualTo(SESSIONS);
		assertThat(sample.missing()).isZero();
		StoreSizing sizing = StoreSizing.of(sample, nodes(factory), SESSIONS);
		System.out.printf("%d sessions with %d declared attributes: %d bytes each by used_memory, %s%n", SESSIONS,
				declared.size(), growth / SESSIONS, sizing);
		assertThat(sizing.dataBytes()).isCloseTo(growth, Percentage.withPercentage(10));
		assertThat(sizing.sessionBytes().max()).isGreaterThan(sizing.sessionBytes().p50());
	}

	@Test
	void keysOfOtherApplicationsDoNotCountAsSessions() {
		LettuceConnectionFactory factory = REDIS.connectionFactory();
		save(RedisStores.store(factory), 4000);
		double alone = sizing(factory).correction();
		REDIS.cli("EVAL", "for i = 1, 1000 do redis.call('SET', 'other:' .. i, string.rep('x', 20000)) end", "0");
		StoreSizing sizing = sizing(factory);
		assertThat(alone).isNotEqualTo(1);
		assertThat(sizing.correction()).isEqualTo(1);
		assertThat(sizing.bytesPerSession()).isCloseTo(sizing.sessionBytes().mean() + sizing.indexBytesPerSession(),
				Offset.offset(1L));
	}

	private static StoreSizing sizing(LettuceConnectionFactory factory) {
		return StoreSizing.of(RedisStores.memory(factory).sample(StoreInspector.MEASURED).toCompletableFuture().join(),
				nodes(factory), 4000);
	}

	private static List<ServerNode> nodes(LettuceConnectionFactory factory) {
		Duration timeout = Duration.ofSeconds(10);
		return new ServerInspection(new SessionConnection(factory),
				RedisStores.settings(InstantSource.system(), timeout), timeout)
			.nodes()
			.toCompletableFuture()
			.join();
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
	 * in ten has a large attribute. A tenant has hundreds of them, an article about
	 * twenty, and one in three has nothing in the cart.
	 */
	private void save(SessionStore store, int number) {
		List<CompletableFuture<?>> saved = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			SessionDelta.Builder delta = SessionDelta.create(SessionToken.random().id(), TERMS, Duration.ZERO)
				.attribute("cart", bytes(200 + this.random.nextInt(200)))
				.attribute("tenant", bytes(8))
				.detail(SessionRecord.INDEX_PREFIX + "tenant", "tenant-" + i % 40)
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
			if (i % 3 != 0) {
				delta
					.detail(SessionRecord.INDEX_PREFIX + "sku",
							"sku-" + this.random.nextInt(1500) + ",sku-" + this.random.nextInt(1500))
					.detail(SessionRecord.INDEX_PREFIX + "total", Integer.toString(this.random.nextInt(100_000)));
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
