package io.github.redissession.redis.tracking;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

import com.sun.management.ThreadMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.testing.CommandCounter;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The speed of the near cache. The limits leave room for a busy machine; the measurements
 * are logged.
 */
@ExtendWith(RedisServer.Shared.class)
class NearCacheSpeedIT {

	private static final Log logger = LogFactory.getLog(NearCacheSpeedIT.class);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private static final Duration ROUND = Duration.ofMillis(400);

	private RedisServer redis;

	private NearNode node;

	private SessionStore plain;

	@BeforeEach
	void start(RedisServer redis) {
		this.redis = redis;
		this.node = new NearNode(redis.connectionFactory()).started();
		this.plain = RedisStores.store(redis.connectionFactory());
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	void aHitIsFiftyTimesAsFastAsARead() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			ids.add(create());
			join(this.node.store().find(ids.get(i)));
		}
		double best = 0;
		for (int attempt = 0; attempt < 4 && best < 50; attempt++) {
			double hits = perSecond((i) -> join(this.node.store().find(ids.get((int) (i % 100)))));
			double reads = perSecond((i) -> join(this.plain.find(ids.get((int) (i % 100)))));
			logger.info("%,.0f hits/s, %,.0f reads/s of one thread, ratio %.0f".formatted(hits, reads, hits / reads));
			best = Math.max(best, hits / reads);
		}
		assertThat(best).isGreaterThanOrEqualTo(50);
		logger.info("%d bytes allocated by a hit".formatted(allocated(() -> join(this.node.store().find(ids.get(0))))));
		CommandCounter counter = CommandCounter.start(this.redis);
		long hits = this.node.statistics().hits();
		perSecond((i) -> join(this.node.store().find(ids.get((int) (i % 100)))));
		assertThat(this.node.statistics().hits() - hits).isGreaterThan(1000);
		assertThat(counter.counts()).doesNotContainKey("hgetall");
	}

	/**
	 * Or, where even a plain read sometimes takes that long, in the time of a few reads.
	 */
	@Test
	void aChangeElsewhereIsSeenWithinTenMilliseconds() {
		long[] visible = new long[500];
		long[] reads = new long[visible.length];
		String id = create();
		for (int i = 0; i < visible.length; i++) {
			join(this.node.store().find(id));
			join(this.node.store().find(id));
			byte[] value = ("" + i).getBytes(StandardCharsets.UTF_8);
			join(this.plain.save(SessionDelta.update(id, TERMS).attribute("value", value).build()));
			long start = System.nanoTime();
			while (!Arrays.equals(join(this.node.store().find(id)).attributes().get("value"), value)) {
				LockSupport.parkNanos(10_000);
			}
			visible[i] = System.nanoTime() - start;
			start = System.nanoTime();
			join(this.plain.find(id));
			reads[i] = System.nanoTime() - start;
		}
		logger
			.info("A change is visible %.3f ms after its save has returned at the median, %.3f at the 99th percentile; "
				.formatted(percentile(visible, 50), percentile(visible, 99))
					+ "a plain read takes %.3f, and %.3f".formatted(percentile(reads, 50), percentile(reads, 99)));
		assertThat(percentile(visible, 99)).isLessThan(Math.max(10, 4 * percentile(reads, 99)));
	}

	private static double percentile(long[] nanos, int percentage) {
		long[] sorted = nanos.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length * percentage / 100] / 1e6;
	}

	private static double perSecond(LongConsumer operation) {
		long start = System.nanoTime();
		long end = start + ROUND.toNanos();
		long count = 0;
		while (System.nanoTime() < end) {
			for (int i = 0; i < 20; i++) {
				operation.accept(count++);
			}
		}
		return count / ((System.nanoTime() - start) / 1e9);
	}

	private static long allocated(Runnable operation) {
		ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		long before = threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < 10_000; i++) {
			operation.run();
		}
		return (threads.getCurrentThreadAllocatedBytes() - before) / 10_000;
	}

	private String create() {
		String id = SessionToken.random().id();
		join(this.plain.save(SessionDelta.create(id, TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.attribute("value", new byte[1000])
			.build()));
		return id;
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
