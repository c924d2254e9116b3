package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that waits for replicas while its connections no longer receive
 * anything.
 */
class DurableConnectionIT {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	private ConfigurableApplicationContext application;

	@Test
	void usersCanLogInAgainAndNotOnlyRead() {
		try (CountingProxy proxy = CountingProxy.to(redis);
				ConfigurableApplicationContext started = SessionTestApplication.start(proxy.springProperties(),
						"redis-session.durability.replicas=1", "redis-session.durability.timeout=50ms",
						"redis-session.resilience.on-outage=reject", "redis-session.resilience.timeout=500ms",
						"redis-session.resilience.circuit.probe-interval=100ms", "redis-session.events.enabled=false",
						"redis-session.metrics.sample-interval=0", "redis-session.checks.on-startup=false")) {
			this.application = started;
			Browser reader = login();
			assertThat(status(reader)).isEqualTo(200);
			proxy.silenceConnections();
			await().atMost(Duration.ofSeconds(15)).until(() -> status(reader) == 200);
			await().atMost(Duration.ofSeconds(5)).until(() -> status(login()) == 200);
		}
	}

	private Browser login() {
		Browser browser = new Browser();
		browser.post(SessionTestApplication.uri(this.application, "/login"),
				Map.of("username", "alice", "password", "password"));
		return browser;
	}

	private int status(Browser browser) {
		return browser.get(SessionTestApplication.uri(this.application, "/private/text")).statusCode();
	}

}
