package io.github.redissession.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisKeyAsyncCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link CountingProxy}.
 */
@ExtendWith(RedisServer.Shared.class)
class CountingProxyIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final RedisServer redis;

	private CountingProxy proxy;

	private StringRedisTemplate client;

	CountingProxyIT(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void connectThroughTheProxy() {
		this.proxy = CountingProxy.to(this.redis);
		this.client = new StringRedisTemplate(this.proxy.connectionFactory());
		this.client.hasKey("warm up");
	}

	@AfterEach
	void closeTheProxy() {
		this.proxy.close();
	}

	@Test
	void eachCommandThatIsWaitedForIsARoundTrip() {
		CountingProxy.Traffic before = this.proxy.traffic();
		for (int i = 0; i < 100; i++) {
			this.client.opsForValue().set("k", "v");
		}
		int request = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n".length();
		int reply = "+OK\r\n".length();
		assertThat(this.proxy.traffic().since(before))
			.isEqualTo(new CountingProxy.Traffic(100, 100 * request, 100 * reply));
	}

	@Test
	void aBatchIsOneRoundTripHoweverManyPiecesItComesIn() {
		this.proxy.delayReplies(Duration.ofMillis(100));
		CountingProxy.Traffic before = this.proxy.traffic();
		try (RedisConnection connection = this.proxy.connectionFactory().getConnection()) {
			RedisKeyAsyncCommands<?, ?> commands = (RedisKeyAsyncCommands<?, ?>) connection.getNativeConnection();
			List<RedisFuture<?>> replies = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				replies.add(commands.randomkey());
			}
			assertThat(replies).allSatisfy((reply) -> assertThat(reply.toCompletableFuture()).succeedsWithin(TIMEOUT));
		}
		assertThat(this.proxy.traffic().since(before).roundTrips()).isEqualTo(1);
	}

	@Test
	void delaysAddUp() {
		this.proxy.delayRequests(Duration.ofMillis(50));
		this.proxy.delayReplies(Duration.ofMillis(70));
		long start = System.nanoTime();
		this.client.hasKey("k");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
	}

	@Test
	void aCutConnectionFailsAndComesBack() {
		this.proxy.cut();
		assertThatException().isThrownBy(() -> this.proxy.newConnectionFactory().getConnection().ping());
		this.proxy.resume();
		assertThat(this.proxy.newConnectionFactory().getConnection().ping()).isEqualTo("PONG");
		await().ignoreExceptions().until(() -> !this.client.hasKey("k"));
	}

	@Test
	void swallowedRequestsDoNotReachTheServer() {
		this.proxy.swallowRequests();
		CountingProxy.Traffic before = this.proxy.traffic();
		CompletableFuture<?> reply = inBackground(() -> this.client.opsForValue().set("k", "v"));
		await().until(() -> this.proxy.traffic().since(before).requestBytes() > 0);
		assertThat(reply).isNotDone();
		assertThat(this.redis.keys()).isEmpty();
	}

	@Test
	void aSwallowedReplyLeavesTheClientInTheDark() {
		this.proxy.swallowReplies();
		CompletableFuture<?> reply = inBackground(() -> this.client.opsForValue().set("k", "v"));
		await().until(() -> this.redis.keys().contains("k"));
		assertThat(reply).isNotDone();
	}

	@Test
	void heldRequestsAreOnlyLate() {
		this.proxy.hold();
		CountingProxy.Traffic before = this.proxy.traffic();
		CompletableFuture<?> reply = inBackground(() -> this.client.opsForValue().set("k", "v"));
		await().until(() -> this.proxy.traffic().since(before).requestBytes() > 0);
		assertThat(this.redis.keys()).isEmpty();
		this.proxy.resume();
		assertThat(reply).succeedsWithin(TIMEOUT);
		assertThat(this.redis.keys()).containsExactly("k");
	}

	@Test
	void anApplicationIsPointedToTheProxy() {
		assertThat(this.proxy.springProperties()).contains("spring.data.redis.port=" + this.proxy.port());
		assertThat(Stream.of(this.proxy.springProperties()))
			.noneMatch((pair) -> pair.endsWith("=" + this.redis.port()));
	}

	private static CompletableFuture<Void> inBackground(Runnable work) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				work.run();
				done.complete(null);
			}
			catch (RuntimeException ex) {
				done.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		return done;
	}

}
