package io.github.redissession.redis.expiry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.redissession.SessionExpiryHandler;
import io.github.redissession.SessionToken;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisStores;
import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The end of every session is handled, whichever node dies and whenever it does.
 */
@ExtendWith({ RedisServer.Shared.class, OutputCaptureExtension.class })
class ExpiryStreamIT {

	private static final Duration GRACE = Duration.ofSeconds(6);

	private static final Duration RETRY = Duration.ofMillis(800);

	private static final ExpiryTerms TERMS = new ExpiryTerms(Duration.ofMillis(200), ExpiryTerms.NEVER, Duration.ZERO);

	private static final String STREAM = "session:events:expired";

	private final RedisServer redis;

	private final SessionConnection commands;

	private final Queue<String> handled = new ConcurrentLinkedQueue<>();

	private final List<Runnable> ends = new ArrayList<>();

	ExpiryStreamIT(RedisServer redis) {
		this.redis = redis;
		this.commands = new SessionConnection(redis.connectionFactory());
	}

	@AfterEach
	void stopAndEveryKeyHasATtl() {
		this.ends.forEach(Runnable::run);
		for (String key : this.redis.keys()) {
			assertThat((Long) this.redis.cli("PTTL", key)).as(key).isPositive();
		}
	}

	@Test
	void workThatIsQuickerThanTheRetryDelayIsDoneOnceHoweverMuchThereIs() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		SessionExpiryHandler slow = (session) -> {
			this.handled.add(session.getId());
			never.await(100, TimeUnit.MILLISECONDS);
		};
		List<String> ids = expire(20);
		await().until(() -> Long.valueOf(20).equals(this.redis.cli("XLEN", STREAM)));
		consume(slow);
		consume(slow);
		await().until(() -> this.handled.size() >= 20 && pending() == 0);
		await().during(Duration.ofSeconds(1))
			.untilAsserted(() -> assertThat(this.handled).containsExactlyInAnyOrderElementsOf(ids));
	}

	@Test
	void anExpiredSessionIsHandledByOneNodeWithItsAttributes() {
		consume((session) -> this.handled.add(session.getId() + session.getAttribute("cart")));
		consume((session) -> this.handled.add(session.getId() + session.getAttribute("cart")));
		List<String> ids = expire(100);
		await().untilAsserted(() -> assertThat(this.handled)
			.containsExactlyInAnyOrderElementsOf(ids.stream().map((id) -> id + "apple").toList()));
		await().until(() -> pending() == 0);
		assertThat(this.redis.sessions()).isEmpty();
	}

	@Test
	void aSessionThatExpiredBeforeAnybodyHandledIsHandledLater() {
		List<String> ids = expire(3);
		await().until(() -> this.redis.sessions().isEmpty());
		consume((session) -> this.handled.add(session.getId()));
		await().untilAsserted(() -> assertThat(this.handled).containsExactlyInAnyOrderElementsOf(ids));
	}

	@Test
	void whatFailsIsTriedAgainAndPutAsideAfterTooManyAttempts(CapturedOutput output) {
		consume((session) -> {
			this.handled.add(session.getId());
			throw new IllegalStateException("on purpose");
		});
		String id = expire(1).get(0);
		await().until(() -> Long.valueOf(1).equals(this.redis.cli("XLEN", "session:events:unhandled")));
		assertThat(this.handled).containsExactly(id, id, id);
		await().until(() -> pending() == 0);
		assertThat(output.getAll())
			.contains("Could not handle the end of session " + id + " in 3 attempts; its entry is put aside");
	}

	@Test
	void whatFailedOnceIsHandledLater() {
		consume((session) -> {
			this.handled.add(session.getId());
			if (this.handled.size() == 1) {
				throw new IllegalStateException("on purpose");
			}
		});
		String id = expire(1).get(0);
		await().untilAsserted(() -> assertThat(this.handled).containsExactly(id, id));
		await().until(() -> pending() == 0);
		assertThat(this.redis.keys()).doesNotContain("session:events:unhandled");
	}

	@Test
	void whatADyingConsumerHasReadIsHandledByAnotherOne() {
		List<String> ids = expire(20);
		await().until(() -> Long.valueOf(20).equals(this.redis.cli("XLEN", STREAM)));
		assertThat(join(stream(this.commands).receive("dying", 15))).hasSize(15);
		consume((session) -> this.handled.add(session.getId()));
		await().untilAsserted(() -> assertThat(this.handled).containsExactlyInAnyOrderElementsOf(ids));
		await().until(() -> pending() == 0);
	}

	@Test
	void aSessionIsHandledOnceThoughItsNodeDiedBetweenRecordingAndTakingIt() {
		List<String> ids = create(30);
		await().until(
				() -> names() == 30 && join(RedisStores.store(this.redis.connectionFactory()).findAll(ids)).isEmpty());
		try (CountingProxy proxy = CountingProxy.to(this.redis)) {
			SessionConnection mortal = new SessionConnection(proxy.connectionFactory());
			ExpiredSessions dying = new ExpiredSessions(mortal, ExpirySweeperContract.settings(GRACE), stream(mortal));
			proxy.delayReplies(Duration.ofMillis(150));
			for (int shard = 0; shard < SessionKeys.EXPIRY_SHARDS; shard++) {
				dying.sweep(shard, 100);
			}
			await().pollInterval(Duration.ofMillis(2))
				.until(() -> Long.valueOf(30).equals(this.redis.cli("XLEN", STREAM)));
			proxy.cut();
		}
		assertThat(this.redis.sessions()).hasSize(30);
		consume((session) -> this.handled.add(session.getId()));
		consume((session) -> this.handled.add(session.getId()));
		sweep();
		await().until(() -> this.redis.sessions().isEmpty());
		await().until(() -> pending() == 0 && Long.valueOf(60).equals(this.redis.cli("XLEN", STREAM)));
		await().until(() -> join(stream(this.commands).receive("other", 1)).isEmpty());
		assertThat(this.handled).containsExactlyInAnyOrderElementsOf(ids);
	}

	@Test
	void twoEntriesOfOneSessionAreNotHandledAtTheSameTime() {
		ExpiryStream stream = stream(this.commands);
		Batch batch = this.commands.batch();
		byte[] announcement = SessionAnnouncement.frame(SessionAnnouncement.Type.EXPIRED, "a", 1, Map.of());
		stream.append(batch, "a", announcement);
		stream.append(batch, "a", announcement);
		batch.send();
		await().until(() -> Long.valueOf(2).equals(this.redis.cli("XLEN", STREAM)));
		List<ExpiryStream.Entry> entries = join(stream.receive("one", 10));
		assertThat(entries).hasSize(2);
		ExpiryStream.Entry again = new ExpiryStream.Entry(entries.get(0).name(), 2, "a", announcement);
		assertThat(join(stream.begin(entries.get(0)))).isEqualTo(ExpiryStream.Turn.GO);
		assertThat(join(stream.begin(again))).isEqualTo(ExpiryStream.Turn.GO);
		assertThat(join(stream.begin(entries.get(0)))).isEqualTo(ExpiryStream.Turn.BUSY);
		assertThat(join(stream.begin(entries.get(1)))).isEqualTo(ExpiryStream.Turn.BUSY);
		join(stream.finish(entries.get(0)));
		assertThat(join(stream.begin(entries.get(1)))).isEqualTo(ExpiryStream.Turn.DONE);
	}

	@Test
	void anEntryThatTheStreamHasLostIsForgotten() {
		expire(1);
		await().until(() -> Long.valueOf(1).equals(this.redis.cli("XLEN", STREAM)));
		assertThat(join(stream(this.commands).receive("dying", 15))).hasSize(1);
		this.redis.cli("XTRIM", STREAM, "MAXLEN", "0");
		consume((session) -> this.handled.add(session.getId()));
		await().until(() -> pending() == 0);
		assertThat(this.handled).isEmpty();
	}

	@Test
	void theStreamIsBounded() {
		Batch batch = this.commands.batch();
		ExpiryStream stream = new ExpiryStream(this.commands, RedisStores.KEYS,
				new ExpiryStream.Settings("test", 100, Duration.ofDays(1), RETRY, 3));
		for (int i = 0; i < 1000; i++) {
			stream.append(batch, "a", new byte[] { 1 });
		}
		batch.send();
		await().until(() -> this.redis.cli("XLEN", STREAM) instanceof Long length && length >= 100 && length <= 300
				&& join(stream.receive("one", 1)).size() == 1);
	}

	@Test
	void aConsumerThatStopsLeavesItsGroupUnlessItHasStillEntries() throws InterruptedException {
		CountDownLatch called = new CountDownLatch(1);
		ExpiryStreamConsumer idle = consume((session) -> this.handled.add(session.getId()));
		await().until(() -> this.redis.keys().contains(STREAM));
		idle.stop();
		assertThat((List<?>) this.redis.cli("XINFO", "CONSUMERS", STREAM, "test")).isEmpty();
		ExpiryStreamConsumer busy = consume((session) -> {
			called.countDown();
			new CountDownLatch(1).await();
		});
		String id = expire(1).get(0);
		assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
		busy.stop();
		assertThat(pending()).isEqualTo(1);
		idle.start();
		await().untilAsserted(() -> assertThat(this.handled).containsExactly(id));
	}

	@Test
	void itWorksOnACluster() {
		try (RedisCluster cluster = RedisCluster.start()) {
			SessionConnection there = new SessionConnection(cluster.connectionFactory());
			ExpiryStreamConsumer consumer = consumer(there, (session) -> this.handled.add(session.getId()));
			consumer.start();
			ExpirySweeper sweeper = sweeper(there);
			List<String> ids = create(new RedisSessionStore(there, ExpirySweeperContract.settings(GRACE)), 50);
			await().untilAsserted(() -> assertThat(this.handled).containsExactlyInAnyOrderElementsOf(ids));
			consumer.stop();
			sweeper.stop();
		}
	}

	private List<String> expire(int number) {
		List<String> ids = create(number);
		sweep();
		return ids;
	}

	private List<String> create(int number) {
		return create(new RedisSessionStore(this.commands, ExpirySweeperContract.settings(GRACE)), number);
	}

	private static List<String> create(RedisSessionStore store, int number) {
		List<String> ids = IntStream.range(0, number).mapToObj((i) -> SessionToken.random().id()).toList();
		List<CompletionStage<?>> saved = new ArrayList<>();
		ids.forEach((id) -> saved.add(store.save(SessionDelta.create(id, TERMS, Duration.ZERO)
			.accessedAgo(Duration.ZERO)
			.attribute("cart", "sapple".getBytes(StandardCharsets.UTF_8))
			.build())));
		saved.forEach(ExpiryStreamIT::join);
		return ids;
	}

	private void sweep() {
		this.ends.add(sweeper(this.commands)::stop);
	}

	private ExpirySweeper sweeper(SessionConnection on) {
		ExpirySweeper sweeper = new ExpirySweeper(on, ExpirySweeperContract.settings(GRACE),
				new ExpirySweeper.Pace(Duration.ofMillis(160), 100), stream(on));
		sweeper.start();
		return sweeper;
	}

	private ExpiryStreamConsumer consume(SessionExpiryHandler handler) {
		ExpiryStreamConsumer consumer = consumer(this.commands, handler);
		this.ends.add(consumer::stop);
		consumer.start();
		return consumer;
	}

	private static ExpiryStreamConsumer consumer(SessionConnection on, SessionExpiryHandler handler) {
		SessionSettings settings = TestSettings.of(new StringCodec(), (principal) -> TERMS, (session) -> null,
				InstantSource.system(), List.of());
		return new ExpiryStreamConsumer(stream(on), settings, handler, Duration.ofMillis(50));
	}

	private static ExpiryStream stream(SessionConnection on) {
		return new ExpiryStream(on, RedisStores.KEYS,
				new ExpiryStream.Settings("test", 10_000, Duration.ofDays(1), RETRY, 3));
	}

	private long pending() {
		return (Long) ((List<?>) this.redis.cli("XPENDING", STREAM, "test")).get(0);
	}

	private long names() {
		return IntStream.range(0, SessionKeys.EXPIRY_SHARDS)
			.mapToLong((shard) -> (Long) this.redis.cli("ZCARD", "session:expiry:" + shard))
			.sum();
	}

	private static <T> T join(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
