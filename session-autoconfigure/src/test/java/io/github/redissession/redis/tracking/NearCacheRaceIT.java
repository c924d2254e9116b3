package io.github.redissession.redis.tracking;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.redissession.SessionToken;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads of two nodes read and change the same few sessions as fast as they can. A node
 * always reads its own changes, and no reader ever gets an older state after a newer one.
 */
@ExtendWith(RedisServer.Shared.class)
class NearCacheRaceIT {

	private static final int SESSIONS = 6;

	private static final Duration ROUND = Duration.ofMillis(2500);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMinutes(30), Duration.ofHours(12),
			Duration.ofMinutes(1));

	private final List<String> ids = new ArrayList<>();

	private final List<NearNode> nodes = new ArrayList<>();

	/** What each node has stored under its own name, by session. */
	private final List<AtomicLongArray> stored = List.of(new AtomicLongArray(SESSIONS), new AtomicLongArray(SESSIONS));

	private final AtomicLongArray logouts = new AtomicLongArray(SESSIONS);

	private volatile long end;

	@BeforeEach
	void start(RedisServer redis) {
		this.nodes.add(new NearNode(redis.newConnectionFactory()).started());
		this.nodes.add(new NearNode(redis.newConnectionFactory()).started());
		for (int i = 0; i < SESSIONS; i++) {
			String id = SessionToken.random().id();
			join(this.nodes.get(0)
				.store()
				.save(SessionDelta.create(id, TERMS, Duration.ZERO).accessedAgo(Duration.ZERO).build()));
			this.ids.add(id);
		}
	}

	@AfterEach
	void stop() {
		this.nodes.forEach(NearNode::close);
	}

	@Test
	void aNodeSeesWhatItHasChangedAndNobodySeesTimeGoBackwards() throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool();
		this.end = System.nanoTime() + ROUND.toNanos();
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int node = 0; node < 2; node++) {
				int number = node;
				all.add(threads.submit(() -> write(number)));
				all.add(threads.submit(() -> read(number)));
				all.add(threads.submit(() -> read(number)));
			}
			for (Future<?> one : all) {
				one.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.nodes).allSatisfy((node) -> {
			assertThat(node.statistics().hits()).as("hits").isPositive();
			assertThat(node.statistics().invalidations()).as("invalidations").isPositive();
		});
	}

	private void write(int node) {
		Random random = new Random(node);
		for (long value = 1; System.nanoTime() < this.end; value++) {
			int session = random.nextInt(SESSIONS);
			boolean isLate = this.end - System.nanoTime() < ROUND.dividedBy(4).toNanos();
			if (isLate && random.nextInt(20) == 0 && node == 0) {
				join(this.nodes.get(node).store().delete(this.ids.get(session)));
				this.logouts.set(session, 1);
			}
			SaveResult result = join(this.nodes.get(node)
				.store()
				.save(SessionDelta.update(this.ids.get(session), TERMS)
					.attribute("of-" + node, String.valueOf(value).getBytes(StandardCharsets.UTF_8))
					.build()));
			if (result == SaveResult.SAVED) {
				this.stored.get(node).set(session, value);
			}
			LockSupport.parkNanos(random.nextInt(300_000));
		}
	}

	private void read(int node) {
		Random random = new Random();
		long[][] seen = new long[2][SESSIONS];
		boolean[] ended = new boolean[SESSIONS];
		while (System.nanoTime() < this.end) {
			int session = random.nextInt(SESSIONS);
			boolean loggedOutHere = node == 0 && this.logouts.get(session) == 1;
			long own = this.stored.get(node).get(session);
			SessionRecord record = join(this.nodes.get(node).store().find(this.ids.get(session)));
			if (record == null) {
				ended[session] = true;
				continue;
			}
			assertThat(ended[session]).as("a session that was read as ended exists again").isFalse();
			assertThat(loggedOutHere).as("a session that was ended here exists again").isFalse();
			assertThat(value(record, node)).isGreaterThanOrEqualTo(own);
			for (int of = 0; of < 2; of++) {
				assertThat(value(record, of)).isGreaterThanOrEqualTo(seen[of][session]);
				seen[of][session] = value(record, of);
			}
		}
	}

	private static long value(SessionRecord record, int node) {
		byte[] value = record.attributes().get("of-" + node);
		return (value != null) ? Long.parseLong(new String(value, StandardCharsets.UTF_8)) : 0;
	}

	private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
