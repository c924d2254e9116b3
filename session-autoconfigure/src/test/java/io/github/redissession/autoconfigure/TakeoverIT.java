package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.UserSessions;
import io.github.redissession.takeover.SpringSessionWriter;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that Spring Session Data Redis has written become sessions of ours at the next
 * request of their client, once.
 */
@ExtendWith(RedisServer.Shared.class)
class TakeoverIT {

	private static final String ADOPT = "redis-session.takeover.mode=adopt";

	private static final String COOKIE = "SESSION";

	private static ConfigurableApplicationContext application;

	private final RedisServer redis = RedisServer.shared();

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		application = SessionTestApplication.start(RedisServer.shared().springProperties(), ADOPT,
				SessionTestApplication.QUIET[1], SessionTestApplication.QUIET[2], SessionTestApplication.QUIET[3]);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	private SpringSessionWriter old(boolean indexed) {
		return SpringSessionWriter.servlet(this.redis.connectionFactory(), indexed, "spring:session", null);
	}

	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void aUserStaysLoggedInAndTheOldSessionIsRemoved(boolean indexed) {
		String id = old(indexed).login("alice", (session) -> session.setAttribute("value", "kept"));
		this.browser.setCookie(COOKIE, SpringSessionWriter.cookie(id));
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(this.browser.cookie(COOKIE)).hasSize(43);
		assertThat(this.redis.keys()).noneMatch((key) -> key.contains(id));
		assertThat(this.redis.keys()).noneMatch((key) -> key.startsWith("spring:session:index"));
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(application.getBean(UserSessions.class).devices("alice")).hasSize(1);
	}

	private HttpResponse<String> get(String path) {
		return this.browser.get(SessionTestApplication.uri(application, path));
	}

}
