package io.github.redissession.autoconfigure;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.RedisServer;

/**
 * The flows of a WebFlux application.
 */
class ReactiveOutageFlowsIT extends OutageFlowsContract {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");

	private static ConfigurableApplicationContext anonymous;

	private static ConfigurableApplicationContext local;

	@BeforeAll
	static void start() {
		anonymous = FlowSite.start(FlowSite.Reactive.class, redis.springProperties(), ANONYMOUS);
		local = FlowSite.start(FlowSite.Reactive.class, redis.springProperties(), LOCAL);
	}

	@AfterAll
	static void stop() {
		anonymous.close();
		local.close();
	}

	@Override
	RedisServer redis() {
		return redis;
	}

	@Override
	ConfigurableApplicationContext anonymous() {
		return anonymous;
	}

	@Override
	ConfigurableApplicationContext local() {
		return local;
	}

	/**
	 * It begins a session if there is none, and ends that.
	 */
	@Override
	int statusOfALogoutOfNobody() {
		return 503;
	}

}
