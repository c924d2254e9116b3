package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How long requests take during an outage of half a minute, with 200 of them in flight.
 * Run it by hand: it takes minutes.
 */
class OutageBenchmark {

	private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 30));

	private static final int USERS = 200;

	@ParameterizedTest
	@CsvSource({ "anonymous,KILL", "anonymous,STOP", "local,KILL" })
	void outage(String mode, String signal) throws Exception {
		try (RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "everysec");
				ConfigurableApplicationContext application = SessionTestApplication.start(redis.springProperties(),
						"redis-session.resilience.on-outage=" + mode)) {
			Browser browser = new Browser();
			browser.post(SessionTestApplication.uri(application, "/login"),
					Map.of("username", "alice", "password", "password"));
			assertThat(status(browser, application)).isEqualTo(200);
			long[] before = load(browser, application, Duration.ofSeconds(3));
			if (signal.equals("KILL")) {
				redis.kill();
			}
			else {
				redis.pause();
			}
			long began = System.nanoTime();
			await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(1)).until(() -> {
				browser.get(SessionTestApplication.uri(application, "/text"));
				return application.getBean(StoreCircuit.class).state() != StoreCircuit.State.CLOSED
						|| (mode.equals("local") && application.getBean(StoreCircuit.class).journalSize() > 0);
			});
			Duration opened = Duration.ofNanos(System.nanoTime() - began);
			long[] during = load(browser, application, OUTAGE);
			int threads = Thread.activeCount();
			if (signal.equals("KILL")) {
				redis.restart();
			}
			else {
				redis.resume();
			}
			long back = System.nanoTime();
			await().atMost(Duration.ofSeconds(5))
				.pollInterval(Duration.ofMillis(10))
				.until(() -> status(browser, application) == 200
						&& application.getBean(StoreCircuit.class).state() == StoreCircuit.State.CLOSED);
			System.out.printf(
					"Outage %s %s: before p50 %d p99 %d ms (%d requests); open after %d ms; during p50 %d p99 %d max %d ms (%d requests); %d threads; normal after %d ms%n",
					mode, signal, at(before, 50), at(before, 99), before.length, opened.toMillis(), at(during, 50),
					at(during, 99), during[during.length - 1], during.length, threads,
					(System.nanoTime() - back) / 1_000_000);
		}
	}

	/** Milliseconds per request, sorted. */
	private static long[] load(Browser browser, ConfigurableApplicationContext application, Duration time)
			throws InterruptedException {
		ConcurrentLinkedQueue<Long> millis = new ConcurrentLinkedQueue<>();
		ExecutorService users = Executors.newFixedThreadPool(USERS);
		long end = System.nanoTime() + time.toNanos();
		for (int i = 0; i < USERS; i++) {
			users.execute(() -> {
				while (System.nanoTime() < end) {
					long start = System.nanoTime();
					browser.get(SessionTestApplication.uri(application, "/text"));
					millis.add((System.nanoTime() - start) / 1_000_000);
					pause();
				}
			});
		}
		users.shutdown();
		assertThat(users.awaitTermination(time.toSeconds() + 60, TimeUnit.SECONDS)).isTrue();
		long[] sorted = millis.stream().mapToLong((one) -> one).toArray();
		Arrays.sort(sorted);
		return sorted;
	}

	/** A user reads a page before the next; half a second makes 400 requests a second. */
	private static void pause() {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
	}

	private static long at(long[] sorted, int percent) {
		return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
	}

	private static int status(Browser browser, ConfigurableApplicationContext application) {
		return browser.get(SessionTestApplication.uri(application, "/private/text")).statusCode();
	}

}
