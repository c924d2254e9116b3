package io.github.redissession.benchmark;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.slf4j.LoggerFactory;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

/**
 * Uses two nodes for a long time in every way, and looks whether anything grows: the heap
 * after a collection, threads, connections, or keys in Redis. From JDK 21 requests are
 * served by virtual threads, and it counts those that were pinned. It fails if something
 * grows.
 */
public final class Soak {

	private static final int MOST_TOLD = 20;

	private static final int USERS = 16;

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private static final String[] PROPERTIES = { "logging.level.root=error", "spring.threads.virtual.enabled=true",
			"redis-session.near-cache.enabled=true", "redis-session.expiry.idle-timeout=20s",
			"redis-session.expiry.touch-interval=1s", "redis-session.events.grace=2s",
			"redis-session.users.max-sessions=8", "redis-session.query.attributes.value.path=value",
			"redis-session.query.backend=sets" };

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicLong requests = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private final AtomicLong pinned = new AtomicLong();

	private final List<Sample> samples = new ArrayList<>();

	/**
	 * Runs it.
	 * @param args among others {@code mode}: ten minutes, three if it is {@code quick},
	 * one if it is {@code smoke}
	 */
	public static void main(String[] args) throws InterruptedException {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
		boolean steady = new Soak().run(Duration.ofMinutes(switch (Options.parse(args).mode()) {
			case SMOKE -> 1;
			case QUICK -> 3;
			case FULL -> 10;
		}));
		System.exit(steady ? 0 : 1);
	}

	private boolean run(Duration duration) throws InterruptedException {
		try (RedisServer redis = RedisServer.start();
				RecordingStream recording = new RecordingStream();
				ConfigurableApplicationContext one = SessionTestApplication.start(redis.springProperties(), PROPERTIES);
				ConfigurableApplicationContext other = SessionTestApplication.start(redis.springProperties(),
						PROPERTIES)) {
			recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ofMillis(1)).withStackTrace();
			recording.onEvent("jdk.VirtualThreadPinned", this::tellPinned);
			recording.startAsync();
			List<Thread> users = new ArrayList<>();
			for (int i = 0; i < USERS; i++) {
				User user = new User(one, other, i);
				Thread thread = new Thread(() -> user.browse(), "user-" + i);
				thread.start();
				users.add(thread);
			}
			System.out.println("| after | requests | failed | heap MB | threads | Redis clients | keys | Redis MB |");
			System.out.println("|---|---|---|---|---|---|---|---|");
			long begun = System.nanoTime();
			while (System.nanoTime() - begun < duration.toNanos()) {
				TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
				sample(redis, Duration.ofNanos(System.nanoTime() - begun));
			}
			this.over.set(true);
			for (Thread thread : users) {
				thread.join();
			}
			System.out.println("Pinned virtual threads: " + this.pinned);
		}
		return isSteady();
	}

	private void sample(RedisServer redis, Duration after) {
		System.gc();
		System.gc();
		long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		int threads = ManagementFactory.getThreadMXBean().getThreadCount();
		Sample sample = new Sample(heap, threads, number(redis, "clients", "connected_clients"),
				Long.parseLong(String.valueOf(redis.cli("DBSIZE"))), number(redis, "memory", "used_memory"));
		this.samples.add(sample);
		System.out.printf("| %d s | %,d | %d | %.1f | %d | %d | %d | %.2f |%n", after.toSeconds(), this.requests.get(),
				this.failures.get(), heap / 1e6, threads, sample.clients, sample.keys, sample.memory / 1e6);
	}

	private static long number(RedisServer redis, String section, String name) {
		String info = String.valueOf(redis.cli("INFO", section));
		return Long.parseLong(info.replaceAll("(?s).*\\b" + name + ":(\\d+).*", "$1"));
	}

	private void tellPinned(RecordedEvent event) {
		if (this.pinned.incrementAndGet() <= MOST_TOLD) {
			System.out.println(event);
		}
	}

	/**
	 * Compares the second third with the last one, because the first one warms up.
	 */
	private boolean isSteady() {
		int third = this.samples.size() / 3;
		if (third == 0) {
			System.out.println("Too short to tell whether anything grows");
			return this.failures.get() == 0;
		}
		List<Sample> before = this.samples.subList(third, 2 * third);
		List<Sample> after = this.samples.subList(2 * third, this.samples.size());
		return this.failures.get() == 0 && keeps("heap", before, after, Sample::heap, 1.1)
				& keeps("threads", before, after, Sample::threads, 1.1)
				& keeps("clients", before, after, Sample::clients, 1) & keeps("keys", before, after, Sample::keys, 1.2)
				& keeps("memory", before, after, Sample::memory, 1.1);
	}

	/**
	 * Returns whether the mean of something has grown by no more than a factor.
	 */
	private static boolean keeps(String what, List<Sample> before, List<Sample> after, ToLongFunction<Sample> value,
			double factor) {
		double first = before.stream().mapToLong(value).average().orElse(0);
		double last = after.stream().mapToLong(value).average().orElse(0);
		System.out.printf("%s: %,.0f, later %,.0f%n", what, first, last);
		return last <= first * factor;
	}

	private record Sample(long heap, long threads, long clients, long keys, long memory) {

	}

	/**
	 * Does what users do, at either node.
	 */
	private final class User {

		private final ConfigurableApplicationContext[] nodes;

		private final Random random;

		private Browser browser = new Browser();

		User(ConfigurableApplicationContext one, ConfigurableApplicationContext other, int seed) {
			this.nodes = new ConfigurableApplicationContext[] { one, other };
			this.random = new Random(seed);
		}

		void browse() {
			while (!Soak.this.over.get()) {
				try {
					step();
				}
				catch (RuntimeException | AssertionError ex) {
					Soak.this.failures.incrementAndGet();
					System.out.println(ex);
				}
				Soak.this.requests.incrementAndGet();
			}
		}

		private void step() {
			switch (this.random.nextInt(40)) {
				// A login changes the id of the session, too.
				case 0, 3, 4 -> this.browser.post(uri("/login"), Map.of("username", "alice", "password", "password"));
				case 1 -> get("/invalidate");
				case 2 -> this.browser = new Browser();
				case 5 -> get("/private/devices");
				case 6, 7, 8, 9, 10 -> get("/set?value=" + this.random.nextInt(1000));
				case 11 -> get("/set?name=other&value=" + "x".repeat(this.random.nextInt(2000)));
				default -> get("/text");
			}
		}

		private void get(String path) {
			int status = this.browser.get(uri(path)).statusCode();
			if (status >= 400) {
				throw new AssertionError(path + " answers " + status);
			}
		}

		private URI uri(String path) {
			return SessionTestApplication.uri(this.nodes[this.random.nextInt(2)], path);
		}

	}

}
