package io.github.redissession.autoconfigure;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

/**
 * Outages of a servlet application.
 */
class ServletOutageIT extends OutageContract {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = SessionTestApplication.start(redis.springProperties(), QUICK);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Override
	RedisServer redis() {
		return redis;
	}

	@Override
	ConfigurableApplicationContext application() {
		return application;
	}

}
