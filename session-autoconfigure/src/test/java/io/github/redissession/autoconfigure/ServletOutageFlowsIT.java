package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The flows of a servlet application.
 */
class ServletOutageFlowsIT extends OutageFlowsContract {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");

	private static ConfigurableApplicationContext anonymous;

	private static ConfigurableApplicationContext local;

	@BeforeAll
	static void start() {
		anonymous = FlowSite.start(FlowSite.Servlet.class, redis.springProperties(), ANONYMOUS);
		local = FlowSite.start(FlowSite.Servlet.class, redis.springProperties(), LOCAL);
	}

	@AfterAll
	static void stop() {
		anonymous.close();
		local.close();
	}

	@Test
	void whoIsRememberedStaysLoggedInAndKeepsTheOldSession() {
		String cookie = rememberedLogin();
		drill(anonymous);
		HttpResponse<String> response = untouched(get(anonymous, "/private/value"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("null");
		endDrill(anonymous);
		assertThat(get(anonymous, "/private/value").body()).isEqualTo("kept");
		assertThat(cookie()).isEqualTo(cookie);
	}

	@Test
	void whoIsRememberedKeepsASessionThatThisInstanceDoesNotKnow() {
		String cookie = rememberedLogin();
		drill(local);
		HttpResponse<String> response = untouched(get(local, "/private/value"));
		assertThat(response.statusCode()).isEqualTo(200);
		endDrill(local);
		assertThat(get(local, "/private/value").body()).isEqualTo("kept");
		assertThat(cookie()).isEqualTo(cookie);
	}

	private String rememberedLogin() {
		post(anonymous, "/login", Map.of("username", "alice", "password", "password", "remember-me", "true"));
		get(anonymous, "/callable?value=kept");
		assertThat(get(anonymous, "/private/value").body()).isEqualTo("kept");
		return String.valueOf(cookie());
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
	 * It ends a session only if there is one.
	 */
	@Override
	int statusOfALogoutOfNobody() {
		return 302;
	}

}
