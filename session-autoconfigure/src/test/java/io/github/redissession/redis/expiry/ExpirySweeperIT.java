package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionToken;
import io.github.redissession.index.IndexName;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.testing.CommandCounter;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * On one server, which can be cut off and inspected.
 */
@ExtendWith({ RedisServer.Shared.class, OutputCaptureExtension.class })
class ExpirySweeperIT extends ExpirySweeperContract {

	private final RedisServer redis;

	ExpirySweeperIT(RedisServer redis) {
		this.redis = redis;
	}

	@Override
	LettuceConnectionFactory factory() {
		return this.redis.connectionFactory();
	}

	@AfterEach
	void everyKeyHasATtl() {
		for (String key : this.redis.keys()) {
			if (!"inf".equals(longestScore(key))) {
				assertThat((Long) this.redis.cli("PTTL", key)).as(key).isPositive();
			}
		}
	}

	/** A session that never ends is the one exception. */
	private Object longestScore(String key) {
		if (!"zset".equals(this.redis.cli("TYPE", key))) {
			return (this.redis.cli("HGET", key, "expires") != null) ? "" : "inf";
		}
		List<?> last = (List<?>) this.redis.cli("ZREVRANGE", key, "0", "0", "WITHSCORES");
		return last.get(1);
	}

	@Test
	void tenThousandSessionsThatExpiredUnnoticedLeaveNothingBehind() {
		List<String> users = IntStream.range(0, 20).mapToObj((i) -> "user" + i).toList();
		List<String> live = new ArrayList<>();
		for (String user : users) {
			List<String> ids = IntStream.range(0, 250).mapToObj((i) -> SessionToken.random().id()).toList();
			create(ids, user, SHORT, Duration.ZERO);
			create(IntStream.range(0, 250).mapToObj((i) -> SessionToken.random().id()).toList(), user, SHORT);
			live.add(create(user, LONG));
		}
		await().until(() -> this.redis.sessions().size() <= 5020);
		for (int i = 0; i < users.size(); i++) {
			assertThat(live(users.get(i))).containsExactly(live.get(i));
		}
		assertThat(names()).hasSize(10_020);
		sweeper(settings(GRACE), 100);
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(names()).hasSize(20));
		assertThat(this.redis.lastingKeys().stream().filter((key) -> key.startsWith("session:user:"))).hasSize(20);
		for (int i = 0; i < users.size(); i++) {
			assertThat(names(IndexName.user(users.get(i)))).containsExactly(live.get(i));
		}
		await().untilAsserted(() -> assertThat(expired()).hasSize(5000).doesNotHaveDuplicates());
	}

	@Test
	void aSweepIsBounded() {
		create(IntStream.range(0, 3000).mapToObj((i) -> SessionToken.random().id()).toList(), "alice", SHORT);
		ExpiredSessions sessions = new ExpiredSessions(new SessionConnection(factory()), settings(GRACE), null);
		await().until(() -> this.redis.sessions().isEmpty() || join(sessions.sweep(3, 1)) == 1);
		CommandCounter counter = CommandCounter.start(this.redis);
		assertThat(join(sessions.sweep(3, 50))).isEqualTo(50);
		assertThat(counter.counts()).containsEntry("publish", 50L).containsEntry("evalsha", 52L);
	}

	@Test
	void lookingWhereNothingHasExpiredWritesNothing() {
		CommandCounter counter = CommandCounter.start(this.redis);
		ExpirySweeper sweeper = sweeper(settings(GRACE), 100);
		await().until(() -> counter.counts().getOrDefault("zrangebyscore", 0L) >= 32);
		sweeper.stop();
		assertThat(counter.counts()).doesNotContainKeys("zadd", "pexpireat", "unlink", "publish");
	}

	@Test
	void whatADyingNodeHasClaimedIsEndedByAnotherOne() {
		List<String> ids = create(IntStream.range(0, 200).mapToObj((i) -> SessionToken.random().id()).toList(), "alice",
				SHORT, Duration.ofSeconds(6));
		await().until(() -> join(store(GRACE).findAll(ids)).isEmpty());
		try (CountingProxy proxy = CountingProxy.to(this.redis)) {
			SessionConnection commands = new SessionConnection(proxy.connectionFactory());
			ExpiredSessions dying = new ExpiredSessions(commands, settings(Duration.ofSeconds(6)), null);
			assertThat(join(dying.sweep(0, 1))).isLessThanOrEqualTo(1);
			proxy.swallowReplies();
			for (int shard = 0; shard < SessionKeys.EXPIRY_SHARDS; shard++) {
				dying.sweep(shard, 100);
			}
			await().until(() -> members("(" + System.currentTimeMillis()) >= 150);
			proxy.cut();
			sweeper(settings(Duration.ofSeconds(6)), 100);
			await().untilAsserted(() -> assertThat(expired()).containsExactlyInAnyOrderElementsOf(ids));
		}
		await().untilAsserted(() -> assertThat(names()).isEmpty());
	}

	private long members(String min) {
		return IntStream.range(0, SessionKeys.EXPIRY_SHARDS)
			.mapToLong((shard) -> (Long) this.redis.cli("ZCOUNT", "session:expiry:" + shard, min, "+inf"))
			.sum();
	}

	@Test
	void anOutageIsReportedOnceAndSurvived(CapturedOutput output) {
		try (CountingProxy proxy = CountingProxy.to(this.redis)) {
			ExpirySweeper sweeper = new ExpirySweeper(new SessionConnection(proxy.newConnectionFactory()),
					settings(GRACE), new ExpirySweeper.Pace(Duration.ofMillis(160), 100), null);
			sweeper.start();
			try {
				String first = create("alice", SHORT);
				await().untilAsserted(() -> assertThat(expired()).containsExactly(first));
				proxy.cut();
				String second = create("alice", SHORT);
				await().until(() -> join(store(GRACE).find(second)) == null);
				proxy.resume();
				await().untilAsserted(() -> assertThat(expired()).containsExactly(first, second));
			}
			finally {
				sweeper.stop();
			}
		}
		assertThat(output.getAll().split("Could not end expired sessions", -1).length).isLessThanOrEqualTo(2);
	}

	@Test
	void whatIsNoSessionIsForgotten() {
		String id = create("alice", SHORT);
		this.redis.cli("SET", "session:" + id, "foreign", "PX", "60000");
		sweeper(settings(GRACE), 100);
		await().untilAsserted(() -> assertThat(names()).isEmpty());
		assertThat(this.redis.cli("GET", "session:" + id)).isEqualTo("foreign");
		this.redis.cli("DEL", "session:" + id);
	}

	@Test
	void stoppingLeavesNoThread() {
		ExpirySweeper sweeper = sweeper(settings(GRACE), 100);
		sweeper.stop();
		sweeper.start();
		assertThat(sweeper.isRunning()).isTrue();
		sweeper.stop();
		assertThat(sweeper.isRunning()).isFalse();
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().equals("redis-session-expiry")));
	}

}
