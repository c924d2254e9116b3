package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Overview, checks, sizing, health and gauges of a cluster cover all its primaries.
 */
class ClusterOperationsIT {

	private static final int SESSIONS = 40;

	/** One part of the cluster continues while another is unavailable. */
	@RegisterExtension
	static final RedisCluster CLUSTER = RedisCluster.start("--cluster-require-full-coverage", "no");

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = start("redis-session.metrics.sample-interval=300ms", "redis-session.resilience.timeout=1s",
				"management.endpoint.health.show-details=always", "redis-session.checks.on-startup=false");
		// Opens a connection to every primary.
		await().atMost(Duration.ofSeconds(20)).until(() -> health().statusCode() == 200);
	}

	private static ConfigurableApplicationContext start(String... properties) {
		String[] server = Stream.of(CLUSTER.springProperties())
			.filter((property) -> !property.contains("refresh"))
			.toArray(String[]::new);
		return SessionTestApplication.start(server, properties);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void theOverviewShowsEveryPrimary() {
		sessions();
		JsonNode overview = json(get("/actuator/sessionstore"));
		assertThat(overview.get("server").get("status").asString()).isEqualTo("ok");
		assertThat(overview.get("server").get("topology").asString()).isEqualTo("cluster");
		assertThat(overview.get("server").get("nodes")).hasSize(3)
			.allSatisfy((node) -> assertThat(node.get("keys").asLong()).isPositive());
		long keys = overview.get("server")
			.get("nodes")
			.valueStream()
			.mapToLong((node) -> node.get("keys").asLong())
			.sum();
		assertThat(keys).isEqualTo(CLUSTER.keys().size());
		assertThat(overview.get("activeSessions").asLong()).isEqualTo(SESSIONS);
		assertThat(overview.get("indexes").get("expiry").asLong()).isEqualTo(SESSIONS);
		assertThat(overview.get("indexes").get("complete").asBoolean()).isTrue();
		assertThat(overview.get("indexes").get("sampledKeys").get("session").asLong()).isEqualTo(SESSIONS);
		assertThat(overview.get("checks")).hasSizeGreaterThan(20)
			.noneSatisfy((check) -> assertThat(check.get("severity").asString()).isEqualTo("unknown"));
	}

	@Test
	void oneBadPrimaryIsFound() {
		assertThat(severity("eviction-policy")).isEqualTo("ok");
		assertThat(severity("keyspace-notifications")).isEqualTo("ok");
		assertThat(severity("topology-refresh")).isEqualTo("ok");
		for (RedisServer primary : CLUSTER.masters()) {
			primary.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
			primary.cli("CONFIG", "SET", "notify-keyspace-events", "Ex");
			try {
				assertThat(severity("eviction-policy")).isEqualTo("warning");
				assertThat(severity("keyspace-notifications")).isEqualTo("info");
			}
			finally {
				primary.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
				primary.cli("CONFIG", "SET", "notify-keyspace-events", "");
			}
		}
	}

	@Test
	void aTopologyThatIsNotRefreshedAndReplicaReadsAreFound() {
		try (ConfigurableApplicationContext other = start("spring.main.sources=" + Careless.class.getName(),
				"spring.data.redis.lettuce.read-from=any", "redis-session.checks.on-startup=false",
				"redis-session.metrics.sample-interval=0")) {
			assertThat(finding(other, "topology-refresh").get("severity").asString()).isEqualTo("warning");
			assertThat(finding(other, "replica-reads").get("severity").asString()).isEqualTo("warning");
			assertThat(finding(other, "keep-alive").get("finding").asString()).isEqualTo("Redis is on this machine");
		}
	}

	@Test
	void sizingMeasuresSessionsOfEveryPrimary() {
		sessions();
		JsonNode sizing = json(get("/actuator/sessionstore/sizing?sessions=300000"));
		assertThat(sizing.get("status").asString()).isEqualTo("measured");
		assertThat(sizing.get("sampledSessions").asInt()).isEqualTo(SESSIONS);
		assertThat(sizing.get("primaries").asInt()).isEqualTo(3);
		assertThat(sizing.get("maxmemory").asLong() * 3).isGreaterThan(sizing.get("dataBytes").asLong());
		assertThat(sizing.get("totalMemory").asLong()).isEqualTo(3 * sizing.get("nodeMemory").asLong());
	}

	@Test
	void gaugesAddUpWhatEveryPrimaryHas() {
		sessions();
		CLUSTER.masters().forEach((primary) -> primary.cli("CONFIG", "SET", "maxmemory", "100000000"));
		try {
			await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
				String scraped = get("/actuator/prometheus").body();
				assertThat(gauge(scraped, "redis_session_active_sessions")).isEqualTo(SESSIONS);
				assertThat(gauge(scraped, "redis_session_server_memory_max_bytes")).isEqualTo(300_000_000);
				assertThat(gauge(scraped, "redis_session_server_connected_clients")).isGreaterThanOrEqualTo(3);
				assertThat(gauge(scraped, "redis_session_server_memory_used_bytes")).isGreaterThan(3_000_000);
			});
		}
		finally {
			CLUSTER.masters().forEach((primary) -> primary.cli("CONFIG", "SET", "maxmemory", "0"));
		}
	}

	@Test
	void healthIsDegradedWithoutAPartOfTheCluster() {
		assertThat(status(health())).isEqualTo("UP");
		RedisServer away = CLUSTER.masters().get(0);
		away.pause();
		try {
			HttpResponse<String> health = health();
			assertThat(health.statusCode()).isEqualTo(200);
			assertThat(status(health)).isEqualTo("DEGRADED");
			assertThat(json(health).get("details").get("probesFailed").asString()).matches("([1-9]|1[0-5]) of 16");
			assertThat(json(get("/actuator/sessionstore")).get("server").get("status").asString()).isEqualTo("away");
		}
		finally {
			away.resume();
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> status(health()).equals("UP"));
	}

	@Test
	void healthIsDownIfTheOthersDoNotGoOnWithoutIt() {
		List<RedisServer> primaries = new ArrayList<>(CLUSTER.masters());
		primaries.forEach((one) -> one.cli("CONFIG", "SET", "cluster-require-full-coverage", "yes"));
		RedisServer away = primaries.remove(0);
		away.pause();
		try {
			await().atMost(Duration.ofSeconds(20)).until(() -> health().statusCode() == 503);
			assertThat(json(health()).get("details").get("probesFailed").asString()).isEqualTo("16 of 16");
		}
		finally {
			away.resume();
			CLUSTER.masters().forEach((one) -> one.cli("CONFIG", "SET", "cluster-require-full-coverage", "no"));
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> status(health()).equals("UP"));
	}

	private static void sessions() {
		for (int i = 0; i < SESSIONS; i++) {
			Browser browser = new Browser();
			if (i % 10 == 0) {
				browser.post(SessionTestApplication.uri(application, "/login"),
						Map.of("username", "alice", "password", "password"));
			}
			else {
				browser.get(SessionTestApplication.uri(application, "/set?value=" + i));
			}
		}
	}

	private static String severity(String id) {
		return finding(application, id).get("severity").asString();
	}

	private static JsonNode finding(ConfigurableApplicationContext where, String id) {
		HttpResponse<String> checks = new Browser()
			.get(SessionTestApplication.uri(where, "/actuator/sessionstore/checks"));
		return json(checks).valueStream()
			.filter((check) -> check.get("id").asString().equals(id))
			.findFirst()
			.orElseThrow();
	}

	private static double gauge(String scraped, String name) {
		return scraped.lines()
			.filter((line) -> line.startsWith(name + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length() + 1)))
			.findFirst()
			.orElseThrow();
	}

	private static HttpResponse<String> health() {
		return get("/actuator/health/redisSession");
	}

	private static String status(HttpResponse<String> health) {
		return json(health).get("status").asString();
	}

	private static HttpResponse<String> get(String path) {
		return new Browser().get(SessionTestApplication.uri(application, path));
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	/**
	 * Disables what the starter enables.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Careless {

		@Bean
		LettuceClientOptionsBuilderCustomizer carelessOptions() {
			return (builder) -> {
				builder.socketOptions(SocketOptions.builder().keepAlive(false).build());
				((ClusterClientOptions.Builder) builder).topologyRefreshOptions(
						ClusterTopologyRefreshOptions.builder().disableAllAdaptiveRefreshTriggers().build());
			};
		}

	}

}
