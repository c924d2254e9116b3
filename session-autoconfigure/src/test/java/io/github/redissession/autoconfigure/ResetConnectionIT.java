package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.ReactiveTestApplication;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that is killed resets its connections. Spring MVC takes "Connection reset by
 * peer" and "Broken pipe" for a browser that has disconnected, and responds with 200.
 */
class ResetConnectionIT {

	private static final String[] PROPERTIES = { "redis-session.resilience.on-outage=reject",
			"redis-session.resilience.timeout=10s", "redis-session.resilience.retry=false",
			"redis-session.events.enabled=false", "redis-session.events.sweep-interval=30d",
			"redis-session.metrics.sample-interval=0", "redis-session.checks.on-startup=false" };

	/** Number of commands that read a session. */
	private static final int COMMANDS = 2;

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	private final Browser browser = new Browser();

	@Test
	void aServletIsToldThatItsLogoutFailed() throws Exception {
		try (CountingProxy proxy = CountingProxy.to(redis);
				ConfigurableApplicationContext application = SessionTestApplication.start(proxy.springProperties(),
						PROPERTIES)) {
			aLogoutFails(proxy, application);
		}
	}

	@Test
	void aHandlerOfWebFluxIsToldAsWell() throws Exception {
		try (CountingProxy proxy = CountingProxy.to(redis);
				ConfigurableApplicationContext application = ReactiveTestApplication.start(proxy.springProperties(),
						PROPERTIES)) {
			aLogoutFails(proxy, application);
		}
	}

	private void aLogoutFails(CountingProxy proxy, ConfigurableApplicationContext application) throws Exception {
		this.browser.post(SessionTestApplication.uri(application, "/login"),
				Map.of("username", "alice", "password", "password"));
		assertThat(get(application, "/private/text").statusCode()).isEqualTo(200);
		proxy.dieAfter(COMMANDS);
		CompletableFuture<HttpResponse<String>> answer = CompletableFuture
			.supplyAsync(() -> get(application, "/invalidate"));
		await().pollInterval(Duration.ofMillis(1)).until(proxy::isDead);
		proxy.resetConnections();
		proxy.dieAfter(Integer.MAX_VALUE);
		assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
		assertThat(answer.join().headers().allValues("Set-Cookie")).isEmpty();
		await().until(() -> get(application, "/private/text").statusCode() == 200);
	}

	private HttpResponse<String> get(ConfigurableApplicationContext application, String path) {
		return this.browser.get(SessionTestApplication.uri(application, path));
	}

}
