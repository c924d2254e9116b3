package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisSentinels;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The primary dies while two instances are in use, and a sentinel promotes a replica.
 * Every replica must acknowledge writes, because any of them may be promoted.
 */
class SentinelFailoverIT {

	@RegisterExtension
	static final RedisSentinels redis = RedisSentinels.start();

	@Test
	void noAcknowledgedLogoutIsUndoneAndSessionsStay() throws Exception {
		String[] properties = { "redis-session.resilience.timeout=500ms",
				"redis-session.resilience.circuit.probe-interval=100ms", "redis-session.resilience.on-outage=reject",
				"redis-session.durability.replicas=2" };
		try (ConfigurableApplicationContext a = SessionTestApplication.start(redis.springProperties(), properties);
				ConfigurableApplicationContext b = SessionTestApplication.start(redis.springProperties(), properties)) {
			List<Browser> stay = loggedIn(a, 4);
			ConcurrentLinkedQueue<Browser> leave = new ConcurrentLinkedQueue<>(loggedIn(b, 60));
			ConcurrentLinkedQueue<Browser> left = new ConcurrentLinkedQueue<>();
			Map<Browser, String> answers = new ConcurrentHashMap<>();
			AtomicBoolean over = new AtomicBoolean();
			AtomicInteger unexpected = new AtomicInteger();
			ConcurrentLinkedQueue<Long> refused = new ConcurrentLinkedQueue<>();
			ExecutorService users = Executors.newFixedThreadPool(4);
			CompletableFuture<?> load = CompletableFuture.allOf(CompletableFuture.runAsync(() -> {
				for (Browser next = leave.poll(); next != null && !over.get(); next = leave.poll()) {
					HttpResponse<String> answer = next.get(SessionTestApplication.uri(b, "/invalidate"));
					if (answer.statusCode() == 200) {
						answers.put(next, "answered at %d ns: %s %s".formatted(System.nanoTime(), answer.body(),
								answer.headers().allValues("Set-Cookie")));
						left.add(next);
					}
				}
			}, users), browse(stay, a, over, refused, unexpected, users),
					browse(stay, b, over, refused, unexpected, users));
			await().until(() -> left.size() > 20);
			RedisServer old = redis.primary();
			long killed = System.nanoTime();
			old.kill();
			redis.awaitFailover(old);
			Duration election = Duration.ofNanos(System.nanoTime() - killed);
			await().atMost(Duration.ofSeconds(5))
				.until(() -> status(stay.get(0), a, "/private/text") == 200
						&& status(stay.get(0), b, "/private/text") == 200);
			await().atMost(Duration.ofSeconds(10)).until(leave::isEmpty);
			over.set(true);
			load.join();
			users.shutdown();
			Duration window = refused.isEmpty() ? Duration.ZERO
					: Duration.ofNanos(refused.stream().mapToLong((time) -> time).max().getAsLong() - killed);
			System.out.printf(
					"Sentinel: elected after %d ms, refused until %d ms, %d refused, %d logouts acknowledged%n",
					election.toMillis(), window.toMillis(), refused.size(), left.size());
			assertThat(window).isLessThan(election.plusSeconds(5));
			assertThat(unexpected).hasValue(0);
			for (Browser browser : stay) {
				assertThat(status(browser, a, "/private/text")).isEqualTo(200);
			}
			for (Browser browser : left) {
				assertThat(status(browser, a, "/private/text"))
					.as("killed at %d ns, %s, cookie %s", killed, answers.get(browser), browser.cookie("SESSION"))
					.isEqualTo(302);
			}
		}
	}

	private static CompletableFuture<Void> browse(List<Browser> browsers, ConfigurableApplicationContext instance,
			AtomicBoolean over, ConcurrentLinkedQueue<Long> refused, AtomicInteger unexpected, ExecutorService users) {
		return CompletableFuture.runAsync(() -> {
			for (int i = 0; !over.get(); i++) {
				int status = status(browsers.get(i % browsers.size()), instance, "/private/text");
				if (status == 503) {
					refused.add(System.nanoTime());
				}
				else if (status != 200) {
					unexpected.incrementAndGet();
				}
			}
		}, users);
	}

	private static List<Browser> loggedIn(ConfigurableApplicationContext instance, int number) {
		List<Browser> browsers = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			Browser browser = new Browser();
			browser.post(SessionTestApplication.uri(instance, "/login"),
					Map.of("username", "alice", "password", "password"));
			browsers.add(browser);
		}
		return browsers;
	}

	private static int status(Browser browser, ConfigurableApplicationContext instance, String path) {
		return browser.get(SessionTestApplication.uri(instance, path)).statusCode();
	}

}
