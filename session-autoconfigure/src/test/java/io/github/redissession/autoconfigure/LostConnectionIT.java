package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A site with few visitors, too few to open the circuit, whose connection is lost.
 */
class LostConnectionIT {

	private static final Duration BUDGET = Duration.ofSeconds(3);

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	private final CountingProxy proxy = CountingProxy.to(redis);

	private ConfigurableApplicationContext application;

	private final Browser browser = new Browser();

	@BeforeEach
	void login() {
		this.application = SessionTestApplication.start(this.proxy.springProperties(),
				"redis-session.resilience.on-outage=reject", "redis-session.resilience.timeout=" + BUDGET.toMillis(),
				"redis-session.resilience.circuit.window=100", "redis-session.resilience.circuit.minimum-calls=100",
				"redis-session.events.enabled=false", "redis-session.metrics.sample-interval=0",
				"redis-session.checks.on-startup=false");
		this.browser.post(SessionTestApplication.uri(this.application, "/login"),
				Map.of("username", "alice", "password", "password"));
		assertThat(get().statusCode()).isEqualTo(200);
	}

	@AfterEach
	void close() {
		this.application.close();
		this.proxy.close();
	}

	@Test
	void nobodyWaitsForAConnectionThatHasBeenLostForLong() {
		this.proxy.cut();
		await().until(this.application.getBean(SessionConnection.class)::isLost);
		for (int i = 0; i < 2; i++) {
			long start = System.nanoTime();
			assertThat(get().statusCode()).isEqualTo(503);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUDGET);
		}
		assertThat(this.application.getBean(StoreCircuit.class).state()).isEqualTo(StoreCircuit.State.CLOSED);
		this.proxy.resume();
		await().atMost(Duration.ofSeconds(10)).until(() -> get().statusCode() == 200);
	}

	@Test
	void whoComesSoonAfterwardsWaitsUntilItIsBack() throws Exception {
		this.proxy.cut();
		long sent = this.proxy.traffic().requestBytes();
		CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(this::get);
		await().during(Duration.ofMillis(300)).until(() -> !answer.isDone());
		assertThat(this.proxy.traffic().requestBytes()).isEqualTo(sent);
		this.proxy.resume();
		assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> get() {
		return this.browser.get(SessionTestApplication.uri(this.application, "/private/text"));
	}

}
