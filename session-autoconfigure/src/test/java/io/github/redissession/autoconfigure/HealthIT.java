package io.github.redissession.autoconfigure;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.GuardedActuator;
import io.github.redissession.testing.ReactiveTestApplication;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Health over HTTP, with a server that replies, hangs or is down.
 */
class HealthIT {

	private static final String[] PROPERTIES = { "management.endpoint.health.show-details=always",
			"management.health.defaults.enabled=false", "management.health.redissession.enabled=true",
			"redis-session.checks.on-startup=false", "redis-session.metrics.sample-interval=0",
			"redis-session.resilience.timeout=2s", "redis-session.health.readiness=true" };

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start();

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = SessionTestApplication.start(REDIS.springProperties(), PROPERTIES);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void begin() {
		StoreCircuit circuit = application.getBean(StoreCircuit.class);
		circuit.drill(Duration.ZERO);
		await().atMost(Duration.ofSeconds(10)).until(() -> circuit.state() == StoreCircuit.State.CLOSED);
	}

	@Test
	void itIsUpThenDownInBoundedTimeThenUpAgain() {
		JsonNode health = get(application, "/actuator/health/redisSession", 200);
		assertThat(health.get("status").asString()).isEqualTo("UP");
		assertThat(health.get("details").propertyNames()).containsExactlyInAnyOrder("probeMillis", "role", "circuit",
				"findings");
		assertThat(health.get("details").get("role").asString()).isEqualTo("primary");
		assertThat(REDIS.sessions()).isEmpty();
		assertThat(REDIS.keys()).hasSize(1)
			.allSatisfy((key) -> assertThat((long) REDIS.cli("PTTL", key)).isBetween(1L, 10_000L));
		REDIS.pause();
		try {
			long start = System.nanoTime();
			assertThat(get(application, "/actuator/health/redisSession", 503).get("status").asString())
				.isEqualTo("DOWN");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
			assertThat(get(application, "/actuator/health/readiness", 503).get("status").asString()).isEqualTo("DOWN");
			assertThat(get(application, "/actuator/health/liveness", 200).get("status").asString()).isEqualTo("UP");
		}
		finally {
			REDIS.resume();
		}
		assertThat(get(application, "/actuator/health/readiness", 200).get("components").propertyNames())
			.containsExactlyInAnyOrder("readinessState", "redisSession");
	}

	@Test
	void aReplicaThatTakesNothingIsDown() {
		REDIS.cli("REPLICAOF", "127.0.0.1", "1");
		try {
			JsonNode health = get(application, "/actuator/health/redisSession", 503);
			assertThat(health.get("details").get("role").asString()).isEqualTo("replica");
		}
		finally {
			REDIS.cli("REPLICAOF", "NO", "ONE");
		}
	}

	@Test
	void aDrillIsDegradedAndStillInService() {
		application.getBean(StoreCircuit.class).drill(Duration.ofMinutes(1));
		JsonNode health = get(application, "/actuator/health", 200);
		assertThat(health.get("status").asString()).isEqualTo("DEGRADED");
		assertThat(health.get("components").get("redisSession").get("details").get("circuit").asString())
			.isEqualTo("drill");
		assertThat(get(application, "/actuator/health/readiness", 200).get("status").asString()).isEqualTo("DEGRADED");
		assertThat(new Browser().get(SessionTestApplication.uri(application, "/actuator/prometheus")).body())
			.contains("redis_session_circuit_state 3.0");
	}

	@Test
	void webFluxHasItTooAndItIsNoPartOfReadinessByDefault() {
		try (ConfigurableApplicationContext reactive = ReactiveTestApplication.start(REDIS.springProperties(),
				withoutReadiness("management.endpoints.web.exposure.include=*"))) {
			JsonNode health = get(reactive, "/actuator/health/redisSession", 200);
			assertThat(health.get("status").asString()).isEqualTo("UP");
			assertThat(get(reactive, "/actuator/sessionstore", 200).get("server").get("status").asString())
				.isEqualTo("ok");
			assertThat(get(reactive, "/actuator/health/readiness", 200).toString()).doesNotContain("redisSession");
			assertThat(get(reactive, "/actuator/usersessions/alice", 200).get("sessions")).isEmpty();
			REDIS.pause();
			try {
				get(reactive, "/actuator/health/redisSession", 503);
			}
			finally {
				REDIS.resume();
			}
		}
	}

	@Test
	void whatWasMendedIsForgottenAndWhatIsNewIsSeen() {
		try (ConfigurableApplicationContext other = SessionTestApplication.start(REDIS.springProperties(),
				Stream.concat(Stream.of(PROPERTIES), Stream.of("redis-session.checks.max-age=50ms"))
					.toArray(String[]::new))) {
			assertThat(criticalFindings(other)).isEmpty();
			REDIS.cli("SETRANGE", "filler", Integer.toString(20 << 20), "x");
			String almostFull = Long.toString(usedMemory() / 97 * 100);
			assertThat(checksThreads()).as("nobody has asked for checks").isZero();
			REDIS.cli("CONFIG", "SET", "maxmemory", almostFull);
			try {
				assertThat(criticalFindings(other)).isEmpty();
				other.getBean(SessionChecks.class).run().toCompletableFuture().join();
				assertThat(criticalFindings(other)).contains("memory-use");
				REDIS.cli("CONFIG", "SET", "maxmemory", "0");
				await().until(() -> criticalFindings(other).isEmpty());
				REDIS.cli("CONFIG", "SET", "maxmemory", almostFull);
				await().until(() -> criticalFindings(other).contains("memory-use"));
			}
			finally {
				REDIS.cli("CONFIG", "SET", "maxmemory", "0");
			}
		}
		await().until(() -> checksThreads() == 0);
	}

	private static String criticalFindings(ConfigurableApplicationContext application) {
		JsonNode findings = get(application, "/actuator/health/redisSession", 200).get("details").get("findings");
		return findings.valueStream()
			.map(JsonNode::asString)
			.filter((one) -> one.startsWith("critical"))
			.collect(Collectors.joining());
	}

	private static long usedMemory() {
		return Long
			.parseLong(String.valueOf(REDIS.cli("INFO", "memory")).replaceAll("(?s).*used_memory:(\\d+).*", "$1"));
	}

	private static long checksThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("redis-session-checks"))
			.count();
	}

	/**
	 * An application in which nothing handles a store that does not reply.
	 */
	@Test
	void withoutAnAnswerAPortOfItsOwnSaysSoToo() {
		try (ConfigurableApplicationContext apart = SessionTestApplication.start(REDIS.springProperties(),
				"management.server.port=0", "management.server.address=127.0.0.1",
				"redis-session.checks.on-startup=false", "redis-session.metrics.sample-interval=0",
				"redis-session.resilience.timeout=500ms")) {
			String actuator = "http://127.0.0.1:%s/actuator"
				.formatted(apart.getEnvironment().getProperty("local.management.port"));
			REDIS.pause();
			try {
				for (String path : List.of("/usersessions/alice", "/usersessions?user=alice", "/sessionquery",
						"/sessionstore/checks", "/sessionstore/AAAAAAAAAAAAAAAAAAAAAA")) {
					assertAway(GuardedActuator.send(URI.create(actuator + path), "GET", null));
				}
				for (String path : List.of("/usersessions/alice", "/usersessions?user=alice",
						"/usersessions/alice/AAAAAAAAAAAAAAAAAAAAAA", "/sessionstore/AAAAAAAAAAAAAAAAAAAAAA")) {
					assertAway(GuardedActuator.send(URI.create(actuator + path), "DELETE", null));
				}
			}
			finally {
				REDIS.resume();
			}
		}
	}

	private static void assertAway(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.uri() + " " + response.body()).isEqualTo(503);
		assertThat(response.body()).contains("\"error\":\"");
	}

	private static String[] withoutReadiness(String property) {
		return Stream.concat(Stream.of(PROPERTIES).filter((one) -> !one.contains("readiness")), Stream.of(property))
			.toArray(String[]::new);
	}

	private static JsonNode get(ConfigurableApplicationContext application, String path, int status) {
		HttpResponse<String> response = new Browser().get(SessionTestApplication.uri(application, path));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		return JsonMapper.builder().build().readTree(response.body());
	}

}
