package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.UserSessions;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The metrics of two nodes together after a scripted day.
 */
@ExtendWith(RedisServer.Shared.class)
class MetricsIT {

	private static final String[] PROPERTIES = { "redis-session.users.max-sessions=4",
			"redis-session.events.sweep-interval=160ms", "redis-session.metrics.sample-interval=500ms" };

	private final RedisServer redis = RedisServer.shared();

	@Test
	void aScriptedDayIsCountedExactly() {
		try (ConfigurableApplicationContext one = start(); ConfigurableApplicationContext other = start()) {
			List<Browser> users = Stream.generate(Browser::new).limit(10).toList();
			for (int i = 0; i < 4; i++) {
				login(users.get(i), (i % 2 == 0) ? one : other);
				get(users.get(i), other, "/private/text");
			}
			logout(users.get(0), one);
			logout(users.get(1), other);
			logout(users.get(2), one);
			login(users.get(4), other);
			get(users.get(3), one, "/timeout?seconds=1");
			get(users.get(4), one, "/timeout?seconds=1");
			await().atMost(Duration.ofSeconds(20))
				.until(() -> sum("redis_session_ended_sessions_total{reason=\"idle\"}", one, other) == 2);
			users.subList(5, 10).forEach((browser) -> login(browser, one));
			for (int i = 0; i < 4; i++) {
				Browser forger = new Browser();
				forger.setCookie("SESSION", (i % 2 == 0) ? "forged" : ("A".repeat(42) + "EIMQ".charAt(i)));
				get(forger, other, "/read");
			}
			unreadable(users.get(9), one);
			assertMetrics(one, other);
		}
	}

	private void unreadable(Browser browser, ConfigurableApplicationContext application) {
		String id = get(browser, application, "/id").body();
		this.redis.cli("HSET", "session:" + id, "attr:broken", "{\"@com.gone.Cart\":{}}");
		assertThat(get(browser, application, "/read?name=broken").body()).isEqualTo("null");
	}

	private void assertMetrics(ConfigurableApplicationContext... nodes) {
		assertThat(sum("redis_session_created_sessions_total", nodes)).isEqualTo(10);
		assertThat(sum("redis_session_ended_sessions_total{reason=\"logout\"}", nodes)).isEqualTo(3);
		assertThat(sum("redis_session_ended_sessions_total{reason=\"idle\"}", nodes)).isEqualTo(2);
		assertThat(sum("redis_session_ended_sessions_total{reason=\"limit\"}", nodes)).isEqualTo(1);
		assertThat(sum("redis_session_ended_sessions_total{reason=\"lost\"}", nodes)).isZero();
		assertThat(sum("redis_session_lifetime_seconds_count", nodes)).isEqualTo(6);
		assertThat(sum("redis_session_codec_failures_total{direction=\"read\"}", nodes)).isEqualTo(1);
		assertThat(sum("redis_session_unknown_ids_total{reason=\"malformed\"}", nodes)).isEqualTo(2);
		assertThat(sum("redis_session_unknown_ids_total{reason=\"not-found\"}", nodes)).isEqualTo(2);
		assertThat(sum("redis_session_operation_seconds_count{operation=\"create\",outcome=\"ok\"}", nodes))
			.isEqualTo(10);
		assertThat(sum("redis_session_operation_seconds_count{operation=\"delete\",outcome=\"ok\"}", nodes))
			.isEqualTo(3);
		assertThat(sum("redis_session_operation_seconds_count{operation=\"find\",outcome=\"miss\"}", nodes))
			.isEqualTo(2);
		assertThat(sum("redis_session_gone_writes_total", nodes)).isZero();
		await().atMost(Duration.ofSeconds(20))
			.until(() -> Stream.of(nodes).allMatch((node) -> sum("redis_session_active_sessions", node) == 4));
	}

	@Test
	void theLimitAndASignOutAndALossAreToldApart() {
		try (ConfigurableApplicationContext one = SessionTestApplication.start(this.redis.springProperties(),
				"redis-session.users.max-sessions=1", "redis-session.events.sweep-interval=160ms",
				"redis-session.expiry.idle-timeout=5s", "redis-session.expiry.touch-interval=0")) {
			login(new Browser(), one);
			login(new Browser(), one);
			assertThat(sum("redis_session_ended_sessions_total{reason=\"limit\"}", one)).isEqualTo(1);
			Browser lost = new Browser();
			get(lost, one, "/set?value=1");
			this.redis.cli("DEL", "session:" + get(lost, one, "/id").body());
			one.getBean(UserSessions.class).signOutEverywhere("alice");
			assertThat(sum("redis_session_ended_sessions_total{reason=\"sign-out\"}", one)).isEqualTo(1);
			await().atMost(Duration.ofSeconds(20))
				.until(() -> sum("redis_session_ended_sessions_total{reason=\"lost\"}", one) == 1);
			assertThat(sum("redis_session_ended_sessions_total", one)).isEqualTo(3);
		}
	}

	@Test
	void anEndAtTheDeadlineIsNoIdleTimeout() {
		try (ConfigurableApplicationContext one = SessionTestApplication.start(this.redis.springProperties(),
				"redis-session.events.sweep-interval=160ms", "redis-session.expiry.max-lifetime=1s")) {
			get(new Browser(), one, "/set?value=1");
			await().atMost(Duration.ofSeconds(20))
				.until(() -> sum("redis_session_ended_sessions_total{reason=\"max-lifetime\"}", one) == 1);
			assertThat(sum("redis_session_ended_sessions_total", one)).isEqualTo(1);
		}
	}

	@Test
	void changesToAnEndedSessionAndSizesAndTouchesAreCounted() {
		try (ConfigurableApplicationContext one = SessionTestApplication.start(this.redis.springProperties(),
				"redis-session.expiry.touch-interval=0")) {
			Browser browser = new Browser();
			get(browser, one, "/set?value=1");
			get(browser, one, "/set?name=large&value=" + "x".repeat(1000));
			assertThat(sum("redis_session_attribute_size_bytes_max{attribute=\"large\"}", one)).isEqualTo(1002);
			assertThat(sum("redis_session_size_bytes_max", one)).isEqualTo(1005);
			get(browser, one, "/text");
			await().until(() -> sum("redis_session_touch_total{result=\"written\"}", one) >= 1);
			get(browser, one, "/passive/text");
			get(browser, one, "/unstorable");
			assertThat(sum("redis_session_codec_failures_total{direction=\"write\"}", one)).isEqualTo(1);
			assertThat(get(browser, one, "/actuator/prometheus").body()).contains("redis_session_outage_answers")
				.doesNotContain("near_cache");
		}
	}

	private ConfigurableApplicationContext start() {
		return SessionTestApplication.start(this.redis.springProperties(), PROPERTIES);
	}

	private static void login(Browser browser, ConfigurableApplicationContext application) {
		browser.post(SessionTestApplication.uri(application, "/login"),
				Map.of("username", "alice", "password", "password"));
	}

	private static void logout(Browser browser, ConfigurableApplicationContext application) {
		browser.post(SessionTestApplication.uri(application, "/logout"), Map.of());
	}

	private static HttpResponse<String> get(Browser browser, ConfigurableApplicationContext application, String path) {
		return browser.get(SessionTestApplication.uri(application, path));
	}

	/**
	 * Returns the sum of all samples with this prefix, scraped from all nodes; a name
	 * without tags stands for all tags.
	 */
	private static double sum(String sample, ConfigurableApplicationContext... nodes) {
		return Stream.of(nodes)
			.flatMap((node) -> get(new Browser(), node, "/actuator/prometheus").body().lines())
			.filter((line) -> line.startsWith(sample + " ") || line.startsWith(sample + "{"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

}
