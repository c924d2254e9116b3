package io.github.redissession.autoconfigure;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

/**
 * Two instances of a servlet application.
 */
class ServletLocalOutageIT extends LocalOutageContract {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");

	private static ConfigurableApplicationContext a;

	private static ConfigurableApplicationContext b;

	@BeforeAll
	static void startBoth() {
		a = SessionTestApplication.start(redis.springProperties(), PROPERTIES);
		b = SessionTestApplication.start(redis.springProperties(), PROPERTIES);
	}

	@AfterAll
	static void stopBoth() {
		a.close();
		b.close();
	}

	@Override
	RedisServer redis() {
		return redis;
	}

	@Override
	ConfigurableApplicationContext a() {
		return a;
	}

	@Override
	ConfigurableApplicationContext b() {
		return b;
	}

}
