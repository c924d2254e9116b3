package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.Certificates;
import io.github.redissession.testing.FreePort;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Access to Redis, and the messages when it is denied or when Redis is unavailable at
 * startup.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisAccessIT {

	private static final String[] QUICK = { "redis-session.resilience.timeout=500ms",
			"redis-session.resilience.circuit.probe-interval=100ms", "redis-session.resilience.circuit.minimum-calls=2",
			"redis-session.events.enabled=false", "redis-session.events.sweep-interval=30d" };

	@TempDir
	static Path folder;

	private static Certificates certificates;

	private final Browser browser = new Browser();

	@BeforeAll
	static void makeCertificates() {
		certificates = new Certificates(folder).issue("server")
			.issue("client")
			.issue("expired", "-startdate", "-30d", "-validity", "10");
	}

	@Test
	void bothSidesShowACertificate() {
		int port = FreePort.find();
		try (RedisServer redis = RedisServer.start(certificates.serverArguments("server", port));
				ConfigurableApplicationContext application = start(redis, certificates.springProperties("client"),
						"spring.data.redis.port=" + port)) {
			await().atMost(Duration.ofSeconds(10)).until(() -> {
				login(application);
				return get(application, "/private/text").statusCode() == 200;
			});
			assertThat(redis.sessions()).isNotEmpty();
		}
	}

	@Test
	void anExpiredCertificateOfTheServerIsNamed(CapturedOutput output) {
		int port = FreePort.find();
		try (RedisServer redis = RedisServer.start(certificates.serverArguments("expired", port));
				ConfigurableApplicationContext application = start(redis, certificates.springProperties("client"),
						"spring.data.redis.port=" + port)) {
			awaitAway(application);
			assertThat(output.getAll()).contains("The session store is unavailable").contains("NotAfter");
		}
	}

	@Test
	void aWrongPasswordIsNamedAndNobodyElseSuffers(CapturedOutput output) {
		try (RedisServer redis = RedisServer.start();
				ConfigurableApplicationContext application = start(redis, new String[0],
						"spring.data.redis.password=wrong")) {
			awaitAway(application);
			assertThat(get(application, "/text").statusCode()).isEqualTo(200);
			assertThat(output.getAll()).contains("The session store is unavailable").contains("WRONGPASS");
		}
	}

	@Test
	void anApplicationStartsWithoutRedisAndFindsItWhenItIsThere() {
		try (RedisServer redis = RedisServer.start()) {
			redis.kill();
			try (ConfigurableApplicationContext application = start(redis, new String[0])) {
				awaitAway(application);
				redis.restart();
				await().atMost(Duration.ofSeconds(10))
					.until(() -> application.getBean(StoreCircuit.class).state() == StoreCircuit.State.CLOSED);
				login(application);
				assertThat(get(application, "/private/text").statusCode()).isEqualTo(200);
			}
		}
	}

	@Test
	void anApplicationThatNeedsRedisSaysSoAtTheStart(CapturedOutput output) {
		try (RedisServer redis = RedisServer.start()) {
			redis.kill();
			assertThatExceptionOfType(RedisSessionStartupException.class)
				.isThrownBy(() -> start(redis, new String[0], "redis-session.resilience.require-at-startup=true"));
			assertThat(output.getAll()).contains("APPLICATION FAILED TO START")
				.contains("Connection refused")
				.contains("redis-session.resilience.require-at-startup=false");
		}
	}

	/**
	 * A session that survives is complete.
	 */
	@Test
	void aRedisThatForgetsEverythingLogsEverybodyOutCleanly() {
		try (RedisServer redis = RedisServer.start();
				ConfigurableApplicationContext application = start(redis, new String[0])) {
			login(application);
			redis.kill();
			redis.restart();
			await().atMost(Duration.ofSeconds(10)).until(() -> {
				HttpResponse<String> response = get(application, "/private/text");
				assertThat(response.statusCode()).isEqualTo(302);
				return application.getBean(StoreCircuit.class).state() == StoreCircuit.State.CLOSED;
			});
			assertThat(get(application, "/private/text").statusCode()).isEqualTo(302);
			login(application);
			assertThat(get(application, "/private/text").statusCode()).isEqualTo(200);
		}
	}

	private void awaitAway(ConfigurableApplicationContext application) {
		await().atMost(Duration.ofSeconds(20)).until(() -> {
			assertThat(get(application, "/text").statusCode()).isEqualTo(200);
			assertThat(get(application, "/set?value=1").statusCode()).isEqualTo(503);
			return application.getBean(StoreCircuit.class).state() != StoreCircuit.State.CLOSED;
		});
	}

	private static ConfigurableApplicationContext start(RedisServer redis, String[] properties, String... more) {
		boolean otherPort = Stream.of(more).anyMatch((property) -> property.contains(".port="));
		boolean otherPassword = Stream.of(more).anyMatch((property) -> property.contains(".password="));
		String[] server = Stream.of(redis.springProperties())
			.filter((property) -> !(otherPort && property.contains(".port=")))
			.filter((property) -> !(otherPassword && property.contains(".password=")))
			.toArray(String[]::new);
		return SessionTestApplication.start(server,
				Stream.of(QUICK, properties, more).flatMap(Stream::of).toArray(String[]::new));
	}

	private void login(ConfigurableApplicationContext application) {
		this.browser.post(SessionTestApplication.uri(application, "/login"),
				Map.of("username", "alice", "password", "password"));
	}

	private HttpResponse<String> get(ConfigurableApplicationContext application, String path) {
		return this.browser.get(SessionTestApplication.uri(application, path));
	}

}
