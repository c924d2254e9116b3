package io.github.redissession.autoconfigure;

import java.awt.Point;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.serializer.RedisSerializer;

import io.github.redissession.StoreCircuit;
import io.github.redissession.StoredSession;
import io.github.redissession.UserSessions;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.takeover.LegacySamples;
import io.github.redissession.takeover.SpringSessionWriter;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.MonitorRecorder;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Sessions that Spring Session Data Redis has written become sessions of ours, once, when
 * their clients come.
 */
@ExtendWith(RedisServer.Shared.class)
class TakeoverIT {

	private static final String COOKIE = "SESSION";

	/** Sets of Spring Session that only its own instances remove. */
	private static final String MINUTES = "spring:session:expirations:";

	private static ConfigurableApplicationContext application;

	private final RedisServer redis = RedisServer.shared();

	private final SpringSessionWriter plain = SpringSessionWriter.servlet(this.redis.connectionFactory(), false,
			"spring:session", null);

	private final SpringSessionWriter indexed = SpringSessionWriter.servlet(this.redis.connectionFactory(), true,
			"spring:session", null);

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		application = SessionTestApplication.start(RedisServer.shared().springProperties(),
				"redis-session.takeover.mode=adopt", "redis-session.resilience.timeout=10s",
				"redis-session.codec.allowed-packages=io.github.redissession",
				"redis-session.metrics.sample-interval=0", "redis-session.checks.on-startup=false",
				"redis-session.events.sweep-interval=30d");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aUserStaysLoggedInWithAllAttributesAndTheOldKeysGo(boolean withIndexes) {
		String id = writer(withIndexes).login("alice", LegacySamples::fill);
		come(id);
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(this.browser.cookie(COOKIE)).hasSize(43);
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(this.redis.keys()).noneMatch((key) -> key.contains(id) || key.startsWith("spring:session:index"));
		assertThat(this.redis.keys()).filteredOn((key) -> !key.startsWith(MINUTES))
			.noneMatch((key) -> Long.valueOf(-1).equals(this.redis.cli("PTTL", key)));
		StoredSession session = session();
		LegacySamples.VALUES.forEach((name, value) -> assertThat(session.<Object>getAttribute(name)).as(name)
			.isEqualTo(value)
			.hasSameClassAs(value));
		assertThat(session.getAttributeNames()).doesNotContain("SPRING_SECURITY_LAST_EXCEPTION");
		assertThat(session.getPrincipal()).isEqualTo("alice");
		assertThat(application.getBean(UserSessions.class).devices("alice")).singleElement()
			.satisfies((device) -> assertThat(device.toString()).contains("Test"));
	}

	@Test
	void theCookieMayBeTheIdItselfOrNameARoute() {
		for (String suffix : List.of("", ".node1")) {
			String id = this.plain.login("alice", LegacySamples::fill);
			Browser other = new Browser();
			other.setCookie(COOKIE, id + suffix);
			assertThat(get(other, "/private/text").body()).isEqualTo("kept");
			assertThat(other.cookie(COOKIE)).hasSize(43);
		}
	}

	/**
	 * The secret; find, find; read; list twice and begin; find, find; remove.
	 */
	@Test
	void aTakeoverCostsSixRoundTripsOnceAndNothingAfterwards() {
		get(new Browser(), "/set?value=1");
		String first = this.plain.login("bob", LegacySamples::fill);
		come(first);
		get("/text");
		String id = this.plain.login("alice", LegacySamples::fill);
		come(id);
		try (MonitorRecorder recorder = MonitorRecorder.start(this.redis)) {
			get("/text");
			await().until(() -> recorder.commands().contains("UNLINK"));
			assertThat(recorder.commands()).containsSubsequence("EVALSHA", "HGETALL", "PTTL", "EVALSHA", "EVALSHA",
					"EVALSHA", "HGETALL", "PTTL", "UNLINK");
			recorder.clear();
			get("/text");
			assertThat(recorder.commands()).containsExactly("HGETALL", "PTTL");
		}
	}

	@Test
	void theTimesStay() {
		String id = this.plain.login("alice", (session) -> {
			session.setMaxInactiveInterval(Duration.ofHours(3));
			session.setLastAccessedTime(Instant.now().minus(Duration.ofHours(2)));
		});
		set(id, "creationTime", Instant.now().minus(Duration.ofDays(2)).toEpochMilli());
		come(id);
		assertThat(get("/private/text").statusCode()).isEqualTo(200);
		StoredSession session = session();
		assertThat(session.getCreationTime()).isCloseTo(Instant.now().minus(Duration.ofDays(2)),
				within(Duration.ofMinutes(1)));
		assertThat(session.getMaxInactiveInterval()).isEqualTo(Duration.ofHours(3));
		assertThat(session.getLastAccessedTime()).isCloseTo(Instant.now(), within(Duration.ofMinutes(1)));
		assertThat(this.redis.cli("HGET", hash(), "idle")).isEqualTo("10800000");
	}

	@Test
	void aTimeoutThatIsTheDefaultIsNotTheSessionsOwn() {
		come(this.plain.login("alice", LegacySamples::fill));
		get("/private/text");
		assertThat(this.redis.cli("HGET", hash(), "idle")).isNull();
	}

	@Test
	void aSessionOlderThanTheMaximumLifetimeBeginsAnew() {
		String id = this.plain.login("alice", LegacySamples::fill);
		set(id, "creationTime", Instant.now().minus(Duration.ofDays(300)).toEpochMilli());
		come(id);
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(session().getCreationTime()).isCloseTo(Instant.now(), within(Duration.ofMinutes(1)));
		assertThat(session().getDeadline()).isAfter(Instant.now().plus(Duration.ofDays(29)));
	}

	@Test
	void aSessionThatNeverEndsNeverDoes() {
		String id = this.plain.login("alice", LegacySamples::fill);
		set(id, "maxInactiveInterval", -1);
		this.redis.cli("PERSIST", "spring:session:sessions:" + id);
		set(id, "lastAccessedTime", Instant.now().minus(Duration.ofDays(3)).toEpochMilli());
		come(id);
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(session().getMaxInactiveInterval()).isNegative();
	}

	@Test
	void simultaneousFirstRequestsMeetInOneSession() {
		String id = this.indexed.login("alice", LegacySamples::fill);
		List<Browser> tabs = IntStream.range(0, 6).mapToObj((i) -> new Browser()).toList();
		tabs.forEach((tab) -> tab.setCookie(COOKIE, SpringSessionWriter.cookie(id)));
		List<CompletableFuture<String>> answers = tabs.stream()
			.map((tab) -> CompletableFuture.supplyAsync(() -> get(tab, "/private/text").body()))
			.toList();
		assertThat(answers.stream().map(CompletableFuture::join)).containsOnly("kept");
		assertThat(tabs.stream().map((tab) -> tab.cookie(COOKIE)).collect(Collectors.toSet())).hasSize(1);
		assertThat(this.redis.sessions()).hasSize(1);
	}

	@Test
	void aSessionThatHasEndedByItsTimeoutIsNotRevivedThoughItsHashIsThere() {
		String id = this.indexed.login("alice", (session) -> {
			session.setMaxInactiveInterval(Duration.ofMinutes(30));
			session.setLastAccessedTime(Instant.now().minus(Duration.ofMinutes(31)));
		});
		assertThat(this.redis.keys()).contains("spring:session:sessions:" + id);
		come(id);
		assertIsLoggedOut();
	}

	@Test
	void aLogoutBeforeIsFinal() {
		String id = this.indexed.login("alice", LegacySamples::fill);
		this.indexed.delete(id);
		come(id);
		assertIsLoggedOut();
	}

	@Test
	void aLogoutAfterwardsIsFinal() {
		String id = this.indexed.login("alice", LegacySamples::fill);
		come(id);
		get("/private/text");
		this.browser.post(SessionTestApplication.uri(application, "/logout"), Map.of());
		assertThat(this.browser.cookie(COOKIE)).isNull();
		come(id);
		assertIsLoggedOut();
	}

	/**
	 * The process that took it over died before it could remove the old session.
	 */
	@Test
	void aSignOutFromElsewhereIsFinalEvenIfTheOldSessionIsStillThere() {
		String id = this.plain.login("alice", LegacySamples::fill);
		byte[] old = dump(id);
		come(id);
		get("/private/text");
		restore(id, old);
		assertThat(application.getBean(UserSessions.class).signOutEverywhere("alice")).isOne();
		come(id);
		assertIsLoggedOut();
		assertThat(this.redis.cli("EXISTS", "spring:session:sessions:" + id)).isEqualTo(0L);
	}

	@Test
	void whatAProcessThatDiedHasLeftIsRemovedAndNothingIsOverwritten() {
		String id = this.plain.login("alice", LegacySamples::fill);
		byte[] old = dump(id);
		come(id);
		get("/set?value=changed");
		String token = this.browser.cookie(COOKIE);
		restore(id, old);
		come(id);
		assertThat(get("/private/text").body()).isEqualTo("changed");
		assertThat(this.browser.cookie(COOKIE)).isEqualTo(token);
		assertThat(this.redis.cli("EXISTS", "spring:session:sessions:" + id)).isEqualTo(0L);
	}

	@Test
	void aLateWriteOfAnOldInstanceRevivesNothing() {
		String id = this.plain.login("alice", LegacySamples::fill);
		come(id);
		get("/private/text");
		this.browser.post(SessionTestApplication.uri(application, "/logout"), Map.of());
		set(id, "lastAccessedTime", Instant.now().toEpochMilli());
		come(id);
		assertIsLoggedOut();
		assertThat((Long) this.redis.cli("PTTL", "spring:session:sessions:" + id)).isPositive();
	}

	@Test
	void aNewIdLeavesTheOldOneDead() {
		String id = this.plain.login("alice", LegacySamples::fill);
		come(id);
		get("/change-id");
		assertThat(get("/private/text").body()).isEqualTo("kept");
		String token = this.browser.cookie(COOKIE);
		come(id);
		assertThat(get("/private/text").statusCode()).isEqualTo(302);
		this.browser.setCookie(COOKIE, token);
		assertThat(get("/private/text").body()).isEqualTo("kept");
	}

	@Test
	void whileRedisIsAwayTheClientKeepsItsCookie() {
		String id = this.plain.login("alice", LegacySamples::fill);
		come(id);
		StoreCircuit circuit = application.getBean(StoreCircuit.class);
		circuit.drill(Duration.ofMinutes(1));
		try {
			assertThat(get("/read").body()).isEqualTo("no session");
			assertThat(this.browser.cookie(COOKIE)).isEqualTo(SpringSessionWriter.cookie(id));
		}
		finally {
			circuit.drill(Duration.ZERO);
		}
		await().until(() -> circuit.state() == StoreCircuit.State.CLOSED);
		assertThat(get("/private/text").body()).isEqualTo("kept");
	}

	@Test
	void anAttributeOfAClassThatIsNotAllowedIsLeftOutAndTheOthersStay() {
		come(this.plain.login("alice", (session) -> {
			session.setAttribute("value", "kept");
			session.setAttribute("point", new Point(1, 2));
		}));
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(get("/read?name=point").body()).isEqualTo("null");
		assertThat(this.redis.cli("HEXISTS", hash(), "attr:point")).as("its bytes stay").isEqualTo(1L);
	}

	@Test
	void theIdThatTheApplicationSeesIsNotTheOldOne() {
		String id = this.plain.login("alice", LegacySamples::fill);
		come(id);
		String ours = get("/id").body();
		assertThat(ours).hasSize(22);
		assertThat(this.redis.sessions()).containsExactly("session:" + ours);
	}

	@Test
	void aSessionOfAnotherSerializerIsRefusedAndStays() {
		double before = metric("refused_total{reason=\"unreadable\"}");
		String id = SpringSessionWriter
			.servlet(this.redis.connectionFactory(), false, "spring:session", RedisSerializer.json())
			.write((session) -> session.setAttribute("value", "kept"));
		come(id);
		assertThat(get("/read").body()).isEqualTo("no session");
		assertThat(this.redis.keys()).contains("spring:session:sessions:" + id);
		assertThat(metric("refused_total{reason=\"unreadable\"}")).isEqualTo(before + 1);
	}

	@Test
	void theProgressIsShown() {
		double before = metric("adopted_sessions_total");
		come(this.plain.login("alice", LegacySamples::fill));
		this.plain.login("bob", LegacySamples::fill);
		get("/private/text");
		assertThat(metric("adopted_sessions_total")).isEqualTo(before + 1);
		await().atMost(Duration.ofMinutes(1))
			.ignoreException(UncheckedIOException.class)
			.untilAsserted(() -> assertThat(get("/actuator/sessionstore").body())
				.containsPattern("\"takeover\":\\{\"until\":null,\"adopted\":%d,\"refused\":\\{\"absent\""
					.formatted((long) before + 1))
				.contains("\"oldSessions\":1,\"complete\":true")
				.contains("\"finding\":\"1 sessions of Spring Session are left\""));
	}

	private static double metric(String name) {
		return get(new Browser(), "/actuator/prometheus").body()
			.lines()
			.filter((line) -> line.startsWith("redis_session_takeover_" + name))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.findFirst()
			.orElseThrow();
	}

	private void assertIsLoggedOut() {
		assertThat(get("/private/text").statusCode()).isEqualTo(302);
		assertThat(this.redis.sessions().stream().filter((key) -> this.redis.cli("HGET", key, "principal") != null))
			.isEmpty();
	}

	private SpringSessionWriter writer(boolean withIndexes) {
		return withIndexes ? this.indexed : this.plain;
	}

	private void come(String id) {
		this.browser.setCookie(COOKIE, SpringSessionWriter.cookie(id));
	}

	private String hash() {
		return this.redis.sessions().get(0);
	}

	private StoredSession session() {
		return application.getBean(StoredSessionRepository.class).findById(hash().substring("session:".length()));
	}

	private void set(String id, String field, Number value) {
		try (RedisConnection connection = this.redis.connectionFactory().getConnection()) {
			connection.hashCommands()
				.hSet(("spring:session:sessions:" + id).getBytes(), field.getBytes(),
						RedisSerializer.java().serialize(value));
		}
	}

	private byte[] dump(String id) {
		try (RedisConnection connection = this.redis.connectionFactory().getConnection()) {
			return connection.keyCommands().dump(("spring:session:sessions:" + id).getBytes());
		}
	}

	private void restore(String id, byte[] dumped) {
		try (RedisConnection connection = this.redis.connectionFactory().getConnection()) {
			connection.keyCommands().restore(("spring:session:sessions:" + id).getBytes(), 1_800_000, dumped);
		}
	}

	private HttpResponse<String> get(String path) {
		return get(this.browser, path);
	}

	private static HttpResponse<String> get(Browser browser, String path) {
		return browser.get(SessionTestApplication.uri(application, path));
	}

}
