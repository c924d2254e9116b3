package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
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

import io.github.redissession.takeover.SpringSessionWriter;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.ReactiveTestApplication;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions of Spring Session's repositories for WebFlux become sessions of ours.
 */
@ExtendWith(RedisServer.Shared.class)
class ReactiveTakeoverIT {

	private static final String COOKIE = "SESSION";

	private static ConfigurableApplicationContext application;

	private final RedisServer redis = RedisServer.shared();

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		application = ReactiveTestApplication.start(RedisServer.shared().springProperties(),
				"redis-session.takeover.mode=adopt", "redis-session.resilience.timeout=10s",
				SessionTestApplication.QUIET[1], SessionTestApplication.QUIET[2], SessionTestApplication.QUIET[3]);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aUserStaysLoggedInAndTheOldKeysGo(boolean indexed) {
		String id = login(indexed);
		this.browser.setCookie(COOKIE, id);
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(this.browser.cookie(COOKIE)).hasSize(43);
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(this.redis.cli("HGET", this.redis.sessions().get(0), "principal")).isEqualTo("alice");
		assertThat(this.redis.keys()).noneMatch((key) -> key.startsWith("spring:session:"));
	}

	@Test
	void simultaneousFirstRequestsMeetInOneSession() {
		String id = login(true);
		List<Browser> tabs = IntStream.range(0, 6).mapToObj((i) -> new Browser()).toList();
		tabs.forEach((tab) -> tab.setCookie(COOKIE, id));
		List<CompletableFuture<String>> answers = tabs.stream()
			.map((tab) -> CompletableFuture
				.supplyAsync(() -> tab.get(SessionTestApplication.uri(application, "/private/text")).body()))
			.toList();
		assertThat(answers.stream().map(CompletableFuture::join)).containsOnly("kept");
		assertThat(tabs.stream().map((tab) -> tab.cookie(COOKIE)).collect(Collectors.toSet())).hasSize(1);
		assertThat(this.redis.sessions()).hasSize(1);
	}

	@Test
	void aLogoutIsFinal() {
		String id = login(false);
		this.browser.setCookie(COOKIE, id);
		get("/private/text");
		this.browser.post(SessionTestApplication.uri(application, "/logout"), Map.of());
		this.browser.setCookie(COOKIE, id);
		assertThat(get("/private/text").statusCode()).isEqualTo(302);
	}

	private String login(boolean indexed) {
		return SpringSessionWriter.reactive(this.redis.connectionFactory(), indexed)
			.login("alice", (session) -> session.setAttribute("value", "kept"));
	}

	private HttpResponse<String> get(String path) {
		return this.browser.get(SessionTestApplication.uri(application, path));
	}

}
