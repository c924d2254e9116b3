package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.redis.RedisStores;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreContract;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A cluster in use loses a primary, and slots are moved. Users see no more than the
 * documented effects of an outage, and the store then works as before.
 */
class ClusterOutageIT extends SessionStoreContract {

	@RegisterExtension
	static final RedisCluster redis = RedisCluster.startWithReplicas();

	@BeforeAll
	static void moveSlotsAndKillAPrimaryUnderLoad() {
		String[] server = List.of(redis.springProperties())
			.stream()
			.filter((property) -> !property.contains("refresh"))
			.toArray(String[]::new);
		ExecutorService users = Executors.newFixedThreadPool(3);
		try (ConfigurableApplicationContext application = SessionTestApplication.start(server,
				"redis-session.resilience.timeout=500ms", "redis-session.resilience.circuit.probe-interval=100ms",
				"redis-session.resilience.on-outage=reject")) {
			List<Browser> browsers = loggedIn(application, 6);
			AtomicBoolean over = new AtomicBoolean();
			Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
			CompletableFuture<?> load = CompletableFuture.allOf(browse(browsers, application, over, statuses, users),
					browse(browsers, application, over, statuses, users));
			for (Browser browser : browsers) {
				redis.moveSlotOf("session:" + id(application, browser));
			}
			await().until(() -> statuses.size() > 50);
			assertThat(statuses).as("while slots move").containsOnly(200);
			RedisServer dead = redis.masterOf("session:" + id(application, browsers.get(0)));
			long killed = System.nanoTime();
			dead.kill();
			redis.awaitFailover(dead);
			long elected = System.nanoTime();
			await().atMost(Duration.ofSeconds(10))
				.until(() -> browsers.stream().allMatch((browser) -> status(browser, application) == 200));
			long whole = System.nanoTime();
			over.set(true);
			load.join();
			System.out.printf("Cluster: elected after %d ms, all answered %d ms later, %d of %d refused%n",
					(elected - killed) / 1_000_000, (whole - elected) / 1_000_000,
					statuses.stream().filter((status) -> status == 503).count(), statuses.size());
			assertThat(statuses).as("while a primary is dead").containsOnly(200, 503);
		}
		finally {
			users.shutdownNow();
		}
	}

	private static CompletableFuture<Void> browse(List<Browser> browsers, ConfigurableApplicationContext application,
			AtomicBoolean over, Queue<Integer> statuses, ExecutorService users) {
		return CompletableFuture.runAsync(() -> {
			for (int i = 0; !over.get(); i++) {
				statuses.add(status(browsers.get(i % browsers.size()), application));
			}
		}, users);
	}

	private static List<Browser> loggedIn(ConfigurableApplicationContext application, int number) {
		List<Browser> browsers = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			Browser browser = new Browser();
			browser.post(SessionTestApplication.uri(application, "/login"),
					Map.of("username", "alice", "password", "password"));
			browsers.add(browser);
		}
		return browsers;
	}

	private static int status(Browser browser, ConfigurableApplicationContext application) {
		int set = browser.get(SessionTestApplication.uri(application, "/set?value=1")).statusCode();
		return (set != 200) ? set : browser.get(SessionTestApplication.uri(application, "/private/text")).statusCode();
	}

	private static String id(ConfigurableApplicationContext application, Browser browser) {
		return browser.get(SessionTestApplication.uri(application, "/id")).body();
	}

	@Override
	protected SessionStore store() {
		return RedisStores.store(redis.connectionFactory());
	}

}
