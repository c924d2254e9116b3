package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.health.CheckResult;
import io.github.redissession.health.CheckResult.Severity;
import io.github.redissession.health.ConfigurationFacts;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.inspect.ApplicationRegister;
import io.github.redissession.redis.inspect.ClientFacts;
import io.github.redissession.redis.inspect.KeyInspection;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Makes each check find, on a real server, what it looks for.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChecksIT {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start();

	private static final ConfigurationFacts FACTS = new ConfigurationFacts(Duration.ofSeconds(1), true, false, 1000,
			false, ConfigurationFacts.Endpoints.PROTECTED, SearchBackend.AUTO, 0);

	private static ConfigurableApplicationContext application;

	/** A badly configured application, which is checked when it has started. */
	private static ConfigurableApplicationContext careless;

	/** The log after that check. */
	private static String said;

	@BeforeAll
	static void start(CapturedOutput output) {
		application = SessionTestApplication.start(REDIS.springProperties(), SessionTestApplication.QUIET);
		careless = SessionTestApplication.start(REDIS.springProperties(), SessionTestApplication.QUIET[0],
				SessionTestApplication.QUIET[1], SessionTestApplication.QUIET[2],
				"redis-session.expiry.max-lifetime=-1", "redis-session.codec.read-formats=jdk",
				"server.forward-headers-strategy=native", "server.servlet.session.cookie.secure=false",
				"spring.data.redis.timeout=500ms", "spring.data.redis.lettuce.read-from=replica-preferred",
				"redis-session.query.backend=search", "redis-session.durability.replicas=2");
		await().atMost(Duration.ofSeconds(20))
			.until(() -> output.getOut().contains("Session store, persistence: nothing is written to disk"));
		said = output.getOut();
	}

	@AfterAll
	static void stop() {
		application.close();
		careless.close();
	}

	@Test
	void evictionOfAnyKeyIsFound() {
		REDIS.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
		assertFound("eviction-policy", Severity.WARNING, "any key");
		REDIS.cli("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
		assertFound("eviction-policy", Severity.WARNING, "live sessions first");
		REDIS.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
		assertFound("eviction-policy", Severity.OK, "headroom");
	}

	@Test
	void memoryThatIsAlmostFullAndEvictionAreFound() {
		assertFound("max-memory", Severity.INFO, "not set");
		assertFound("evicted-keys", Severity.OK, "no keys");
		long used = Long
			.parseLong(String.valueOf(REDIS.cli("INFO", "memory")).replaceAll("(?s).*used_memory:(\\d+).*", "$1"));
		try {
			REDIS.cli("CONFIG", "SET", "maxmemory", Long.toString(used + used / 8));
			assertFound("max-memory", Severity.OK, "maxmemory is");
			assertThat(find("memory-use").severity()).isGreaterThanOrEqualTo(Severity.WARNING);
			REDIS.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
			REDIS.cli("CONFIG", "SET", "maxmemory", Long.toString(used + (2 << 20)));
			for (int i = 0; i < 300; i++) {
				REDIS.cli("SET", "filler:" + i, "x".repeat(20_000));
			}
			assertFound("evicted-keys", Severity.CRITICAL, "since the last check");
			REDIS.cli("CONFIG", "SET", "maxmemory", "0");
			find("evicted-keys");
			assertFound("evicted-keys", Severity.WARNING, "since it was started");
		}
		finally {
			REDIS.cli("CONFIG", "SET", "maxmemory", "0");
			REDIS.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
		}
	}

	@Test
	void whatDoesNotOutliveARestartIsFound() {
		assertFound("persistence", Severity.WARNING, "logs all users out");
		REDIS.cli("CONFIG", "SET", "save", "3600 1");
		assertFound("persistence", Severity.INFO, "only snapshots");
		REDIS.cli("CONFIG", "SET", "save", "");
		REDIS.cli("CONFIG", "SET", "appendonly", "yes");
		try {
			await().untilAsserted(() -> assertFound("persistence", Severity.OK, "append-only"));
		}
		finally {
			REDIS.cli("CONFIG", "SET", "appendonly", "no");
		}
	}

	@Test
	void aPrimaryWithoutAReplicaIsFound() {
		assertFound("replicas", Severity.INFO, "no replica");
		assertPromiseIsBroken("a primary has 0");
		try (RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + REDIS.port(), "--masterauth",
				REDIS.password())) {
			assertThat(replica.isAlive()).isTrue();
			await().untilAsserted(() -> assertFound("replicas", Severity.OK, "at least 1"));
			assertPromiseIsBroken("a primary has 1");
		}
	}

	private static void assertPromiseIsBroken(String words) {
		CheckResult finding = find(results(careless), "replicas");
		assertThat(finding.severity()).isEqualTo(Severity.WARNING);
		assertThat(finding.finding()).contains("2 replicas must confirm every login", words);
		assertThat(finding.advice()).contains("redis-session.durability.replicas");
	}

	@Test
	void notificationsThatAreLeftOnAreFound() {
		REDIS.cli("CONFIG", "SET", "notify-keyspace-events", "Ex");
		assertFound("keyspace-notifications", Severity.INFO, "xE");
		REDIS.cli("CONFIG", "SET", "notify-keyspace-events", "");
		assertFound("keyspace-notifications", Severity.OK, "off");
	}

	@Test
	void keysOfOthersAndKeysThatNeverEndAreFound() {
		session("/set?value=1");
		assertFound("shared-key-space", Severity.OK, "only sessions");
		assertFound("keys-without-ttl", Severity.OK, "none");
		REDIS.cli("SET", "cache:1", "x");
		assertFound("shared-key-space", Severity.INFO, "1 of");
		REDIS.cli("PERSIST", REDIS.sessions().get(0));
		REDIS.cli("SET", "session:left-behind:1", "x");
		assertFound("keys-without-ttl", Severity.WARNING, "2 of");
	}

	@Test
	void anotherApplicationInTheNamespaceIsFound() {
		assertFound("shared-namespace", Severity.OK, "no other application");
		assertThat(register("shop")).isEmpty();
		assertFound("shared-namespace", Severity.WARNING, "same namespace and database");
		assertFound("shared-namespace", Severity.WARNING, "of this one: shop");
		assertThat((Long) REDIS.cli("PTTL", "session:applications:seen")).isBetween(60_000L, 1_800_000L);
		assertThat(register("shop")).as("another instance, in the middle of a deployment").isEmpty();
		assertThat(register("admin")).containsExactly("shop");
		assertThat(register("admin", "shop")).as("on purpose").isEmpty();
		REDIS.cli("ZADD", "session:applications:seen", "1", "shop", "1", "admin");
		assertFound("shared-namespace", Severity.OK, "no other application");
	}

	private static List<String> register(String name, String... companions) {
		return new ApplicationRegister(application.getBean(SessionConnection.class),
				application.getBean(RedisSettings.class), Duration.ofSeconds(5),
				new ApplicationRegister.Application(name, Set.of(companions), false))
			.register()
			.toCompletableFuture()
			.join();
	}

	@Test
	void aSessionThatIsAllowedToLiveForEverIsNoFinding() {
		Browser browser = new Browser();
		browser.get(SessionTestApplication.uri(careless, "/timeout?seconds=-1"));
		List<CheckResult> results = results(careless);
		assertThat(find(results, "keys-without-ttl").severity()).isEqualTo(Severity.OK);
		assertThat(find(results, "max-lifetime").severity()).isEqualTo(Severity.WARNING);
		assertThat(find(results, "java-serialization").severity()).isEqualTo(Severity.WARNING);
		assertThat(find(results, "cookie-secure").severity()).isEqualTo(Severity.WARNING);
		assertThat(find(results, "client-timeout").severity()).isEqualTo(Severity.OK);
		assertThat(find(results, "replica-reads").severity()).isEqualTo(Severity.WARNING);
		assertThat(find(results, "engine-features").severity()).isEqualTo(Severity.WARNING);
		assertFound("client-timeout", Severity.INFO, "1m");
	}

	@Test
	void sessionsThatAreGoneOrLargeAreFound() {
		session("/set?value=" + "x".repeat(3000));
		assertFound("index-drift", Severity.OK, "all of 1");
		assertFound("large-sessions", Severity.OK, "none of 1");
		String session = REDIS.sessions().get(0);
		REDIS.cli("HSET", session, "attr:large", "x".repeat(100_000));
		assertFound("large-sessions", Severity.WARNING, "1 of 1");
		REDIS.cli("DEL", session);
		assertFound("index-drift", Severity.WARNING, "1 of 1");
	}

	@Test
	void aUserWhoMayDoEverythingAndEndpointsThatAnybodyMayUseAreFound() {
		assertFound("default-user", Severity.INFO, "default");
		assertFound("endpoints", Severity.WARNING, "anyone");
		assertFound("authentication", Severity.OK, "password");
		assertFound("tls", Severity.OK, "this machine");
		assertFound("clock-skew", Severity.OK, "the clock of Redis is");
		assertFound("topology-refresh", Severity.OK, "not a cluster");
		assertFound("replica-reads", Severity.OK, "off");
		assertFound("keep-alive", Severity.OK, "on");
		assertFound("engine-features", Severity.OK, "does not have Redis Search");
	}

	@Test
	void aClockThatIsAheadOrBehindIsFound() {
		assertThat(skewFound(Duration.ofHours(-1))).containsPattern(" (3600|3599)\\d{3} ms ahead");
		assertThat(skewFound(Duration.ofMinutes(1))).containsPattern(" (60|59)\\d{3} ms behind")
			.contains("no session ends early");
	}

	private static String skewFound(Duration ahead) {
		RedisSettings settings = application.getBean(RedisSettings.class);
		RedisSettings skewed = new RedisSettings(settings.keys(), InstantSource.offset(InstantSource.system(), ahead),
				settings.timeout(), settings.indexes(), settings.announces(), settings.grace(), settings.observer());
		ServerInspection inspection = new ServerInspection(application.getBean(SessionConnection.class), skewed,
				Duration.ofSeconds(5));
		CheckResult finding = find(
				new SessionChecks(inspection, application.getBean(KeyInspection.class),
						application.getBean(MemoryInspection.class), application.getBean(ApplicationRegister.class),
						() -> ClientFacts.of(application.getBean(SessionRedis.class).connectionFactory()), () -> FACTS,
						() -> CompletableFuture.completedFuture(null))
					.run()
					.toCompletableFuture()
					.join()
					.results(),
				"clock-skew");
		assertThat(finding.severity()).isEqualTo(Severity.INFO);
		return finding.finding();
	}

	@Test
	void whatIsFoundIsLoggedOnceWhenTheApplicationHasStarted() {
		assertThat(said.split("Session store, persistence", -1)).hasSize(2);
		assertThat(said).doesNotContain("Session store, tls");
	}

	private static void session(String path) {
		new Browser().get(SessionTestApplication.uri(application, path));
	}

	private static void assertFound(String id, Severity severity, String words) {
		CheckResult finding = find(id);
		assertThat(finding.finding()).contains(words);
		assertThat(finding.severity()).as(finding.finding()).isEqualTo(severity);
		if (finding.isWorthTelling()) {
			assertThat(finding.advice()).isNotEmpty();
		}
	}

	private static CheckResult find(String id) {
		return find(results(application), id);
	}

	private static CheckResult find(List<CheckResult> results, String id) {
		return results.stream().filter((one) -> one.id().equals(id)).findFirst().orElseThrow();
	}

	private static List<CheckResult> results(ConfigurableApplicationContext context) {
		return context.getBean(SessionChecks.class).run().toCompletableFuture().join().results();
	}

}
