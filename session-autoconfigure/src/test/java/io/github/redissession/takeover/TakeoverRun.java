package io.github.redissession.takeover;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoredSession;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

/**
 * The long runs of a takeover, started by {@code .ci/takeover}: a swap with many users,
 * and the speed of a takeover compared with that of reading a session.
 */
final class TakeoverRun {

	private static final int THREADS = 8;

	private static final ExecutorService POOL = Executors.newFixedThreadPool(THREADS);

	private TakeoverRun() {
	}

	/**
	 * Runs everything.
	 * @param arguments the number of users of a swap, and the number of sessions of the
	 * comparison
	 */
	public static void main(String[] arguments) throws Exception {
		try (RedisServer redis = RedisServer.start()) {
			int users = Integer.parseInt(arguments[0]);
			boolean good = swap(redis, "default", false, "spring:session", users)
					& swap(redis, "indexed", true, "spring:session", users)
					& swap(redis, "namespace and indexed", true, "shop", users);
			compare(redis, Integer.parseInt(arguments[1]));
			POOL.shutdown();
			System.exit(good ? 0 : 1);
		}
	}

	private static boolean swap(RedisServer redis, String name, boolean indexed, String namespace, int users)
			throws Exception {
		redis.flush();
		SpringSessionWriter writer = SpringSessionWriter.servlet(redis.connectionFactory(), indexed, namespace, null);
		String[] ids = new String[users];
		each(users, (i) -> ids[i] = writer.login("user" + i, LegacySamples::fill));
		AtomicInteger loggedOut = new AtomicInteger();
		AtomicInteger lost = new AtomicInteger();
		try (ConfigurableApplicationContext application = SessionTestApplication.start(redis.springProperties(),
				"redis-session.takeover.mode=adopt", "redis-session.takeover.namespace=" + namespace,
				"redis-session.codec.allowed-packages=io.github.redissession",
				"redis-session.resilience.timeout=10s")) {
			StoredSessionRepository repository = application.getBean(StoredSessionRepository.class);
			each(users, (i) -> {
				Browser browser = new Browser();
				browser.setCookie("SESSION", SpringSessionWriter.cookie(ids[i]));
				String id = "";
				for (String path : List.of("/private/text", "/private/text", "/id")) {
					HttpResponse<String> response = browser.get(SessionTestApplication.uri(application, path));
					loggedOut.addAndGet((response.statusCode() == 200) ? 0 : 1);
					id = response.body();
				}
				StoredSession session = repository.findById(id);
				LegacySamples.VALUES.forEach((attribute, value) -> {
					Object kept = (session != null) ? session.getAttribute(attribute) : null;
					lost.addAndGet(Objects.deepEquals(value, kept) ? 0 : 1);
				});
			});
		}
		long left = redis.keys().stream().filter((key) -> key.startsWith(namespace + ":sessions")).count();
		System.out.printf(Locale.ROOT,
				"swap, %s: %d users, %d requests refused, %d of %d attributes lost, %d old keys%n", name, users,
				loggedOut.get(), lost.get(), users * LegacySamples.VALUES.size(), left);
		return loggedOut.get() == 0 && lost.get() == 0 && left == 0 && redis.sessions().size() == users;
	}

	private static void compare(RedisServer redis, int sessions) throws Exception {
		redis.flush();
		SpringSessionWriter writer = SpringSessionWriter.servlet(redis.connectionFactory(), true, "spring:session",
				null);
		String[] ids = new String[sessions];
		each(sessions, (i) -> ids[i] = writer.login("user" + i, LegacySamples::fill));
		TakeoverSite site = TakeoverSite.start(redis.connectionFactory(), Duration.ofSeconds(10));
		String[] ours = new String[sessions];
		Figures takeover = measure(sessions, (i) -> ours[i] = Objects.requireNonNull(site.come(ids[i])).getId());
		Figures plain = measure(sessions,
				(i) -> Objects.requireNonNull(site.repository().findById(ours[i])).getPrincipal());
		System.out.printf(Locale.ROOT,
				"%d sessions, %d threads: taken over %.0f/s, p99 %.2f ms; read %.0f/s, p99 %.2f ms; ratio %.1f and %.1f%n",
				sessions, THREADS, takeover.rate, takeover.p99, plain.rate, plain.p99, plain.rate / takeover.rate,
				takeover.p99 / plain.p99);
	}

	private static Figures measure(int number, IntConsumer work) throws Exception {
		long[] took = new long[number];
		long start = System.nanoTime();
		each(number, (i) -> {
			long begin = System.nanoTime();
			work.accept(i);
			took[i] = System.nanoTime() - begin;
		});
		double seconds = (System.nanoTime() - start) / 1e9;
		Arrays.sort(took);
		return new Figures(number / seconds, took[(int) (0.99 * number)] / 1e6);
	}

	private static void each(int number, IntConsumer work) throws Exception {
		AtomicInteger next = new AtomicInteger();
		List<Future<?>> workers = new ArrayList<>();
		for (int worker = 0; worker < THREADS; worker++) {
			Callable<@Nullable Void> loop = () -> {
				for (int i = next.getAndIncrement(); i < number; i = next.getAndIncrement()) {
					work.accept(i);
				}
				return null;
			};
			workers.add(POOL.submit(loop));
		}
		for (Future<?> worker : workers) {
			worker.get();
		}
	}

	/**
	 * What was measured.
	 *
	 * @param rate operations per second
	 * @param p99 ms that 99 of 100 operations took at most
	 */
	private record Figures(double rate, double p99) {

	}

}
