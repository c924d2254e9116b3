package io.github.redissession.web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebFlux with sessions in Redis.
 */
@ExtendWith(RedisServer.Shared.class)
class RedisWebSessionIT extends WebSessionContract {

	private static ConfigurableApplicationContext application;

	private final RedisServer redis;

	RedisWebSessionIT(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeAll
	static void start() {
		String[] server = RedisServer.shared().springProperties();
		String[] properties = new String[server.length + 1];
		System.arraycopy(server, 0, properties, 0, server.length);
		properties[server.length] = "redis-session.expiry.touch-interval=1ms";
		application = WebSessionSite.start(properties);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Override
	ConfigurableApplicationContext application() {
		return application;
	}

	@Test
	void noSessionIsStoredThatNoClientKnows() {
		get("/look");
		get("/start-and-invalidate");
		get("/late-events");
		assertThat(this.redis.sessions()).isEmpty();
	}

}
