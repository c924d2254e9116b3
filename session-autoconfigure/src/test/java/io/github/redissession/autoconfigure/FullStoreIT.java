package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.util.Map;

import io.lettuce.core.RedisException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A Redis whose memory is full is no outage: what is there can be read, and ended.
 */
@ExtendWith(OutputCaptureExtension.class)
class FullStoreIT {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	private static ConfigurableApplicationContext application;

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		application = SessionTestApplication.start(redis.springProperties(), SessionTestApplication.QUIET);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@AfterEach
	void makeRoom() {
		redis.cli("CONFIG", "SET", "maxmemory", "0");
		redis.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
	}

	@Test
	void aLoginIsToldThatTheStoreIsFullAndOthersGoOn(CapturedOutput output) {
		login(this.browser);
		get("/set?value=kept");
		redis.cli("CONFIG", "SET", "maxmemory", "1");
		assertThat(get("/private/text").body()).isEqualTo("kept");
		for (int i = 0; i < 5; i++) {
			HttpResponse<String> refused = login(new Browser());
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.body()).contains("full");
			assertThat(refused.headers().firstValue("Retry-After")).isPresent();
			assertThat(refused.headers().allValues("Set-Cookie")).isEmpty();
		}
		assertThat(output.getAll().split("The session store is full, and users cannot log in", -1)).hasSize(2);
		assertThat(application.getBean(StoreCircuit.class).state()).isEqualTo(StoreCircuit.State.CLOSED);
		assertThat(get("/invalidate").statusCode()).as("a logout").isEqualTo(200);
		assertThat(redis.sessions()).isEmpty();
	}

	@Test
	void anEvictedSessionIsACleanLogout() {
		login(this.browser);
		assertThat(get("/private/text").statusCode()).isEqualTo(200);
		redis.cli("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
		redis.cli("CONFIG", "SET", "maxmemory", "1");
		assertThatExceptionOfType(RedisException.class).isThrownBy(() -> redis.cli("SET", "another", "value"));
		assertThat(redis.keys()).as("all is evicted").isEmpty();
		redis.cli("CONFIG", "SET", "maxmemory", "0");
		assertThat(get("/private/text").statusCode()).isEqualTo(302);
		login(this.browser);
		assertThat(get("/private/text").statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> login(Browser who) {
		return who.post(SessionTestApplication.uri(application, "/login"),
				Map.of("username", "alice", "password", "password"));
	}

	private HttpResponse<String> get(String path) {
		return this.browser.get(SessionTestApplication.uri(application, path));
	}

}
