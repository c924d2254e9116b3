package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The network between an application and Redis loses packets, is slow, or forgets a
 * connection. Users wait for the time budget once and for nothing afterwards, and stay
 * logged in.
 */
class BadLinkIT {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	private static CountingProxy proxy;

	private static ConfigurableApplicationContext application;

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		proxy = CountingProxy.to(redis);
		application = SessionTestApplication.start(proxy.springProperties(), OutageContract.QUICK);
	}

	@AfterAll
	static void stop() {
		application.close();
		proxy.close();
	}

	@BeforeEach
	void login() {
		await().atMost(Duration.ofSeconds(10)).until(() -> circuit().state() == StoreCircuit.State.CLOSED);
		await().untilAsserted(() -> {
			this.browser.post(SessionTestApplication.uri(application, "/login"),
					Map.of("username", "alice", "password", "password"));
			assertThat(get("/private/text").statusCode()).isEqualTo(200);
		});
	}

	@AfterEach
	void mend() {
		proxy.delayReplies(Duration.ZERO);
		proxy.resume();
	}

	@Test
	void aLinkThatLosesEverything() {
		proxy.swallow();
		browseUntilOpen();
		proxy.resume();
		awaitLoggedIn();
	}

	@Test
	void aLinkThatIsCut() {
		proxy.cut();
		browseUntilOpen();
		proxy.resume();
		awaitLoggedIn();
	}

	@Test
	void aLinkThatIsSlow() {
		proxy.delayReplies(Duration.ofMillis(700));
		browseUntilOpen();
		proxy.delayReplies(Duration.ZERO);
		awaitLoggedIn();
	}

	@Test
	void aConnectionThatTheNetworkHasForgottenIsReplaced() {
		proxy.silenceConnections();
		browseUntilOpen();
		awaitLoggedIn();
	}

	/**
	 * A request that waits twice takes at least two time budgets, so the fastest request
	 * is decisive.
	 */
	private void browseUntilOpen() {
		String cookie = this.browser.cookie("SESSION");
		List<Long> millis = new ArrayList<>();
		await().atMost(Duration.ofSeconds(15)).until(() -> {
			long start = System.nanoTime();
			assertThat(get("/text").statusCode()).isEqualTo(200);
			millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
			return circuit().state() != StoreCircuit.State.CLOSED;
		});
		assertThat(Collections.min(millis)).isLessThan(2 * OutageContract.BUDGET_MS);
		assertThat(this.browser.cookie("SESSION")).isEqualTo(cookie);
	}

	private void awaitLoggedIn() {
		await().atMost(Duration.ofSeconds(5)).until(() -> get("/private/text").statusCode() == 200);
	}

	private static StoreCircuit circuit() {
		return application.getBean(StoreCircuit.class);
	}

	private HttpResponse<String> get(String path) {
		return this.browser.get(SessionTestApplication.uri(application, path));
	}

}
