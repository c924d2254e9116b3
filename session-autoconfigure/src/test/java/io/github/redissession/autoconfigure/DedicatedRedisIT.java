package io.github.redissession.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Sessions in a Redis of their own, beside the Redis of the application.
 */
@ExtendWith(RedisServer.Shared.class)
class DedicatedRedisIT {

	@RegisterExtension
	static final RedisServer SESSIONS = RedisServer.start();

	private static final String CLIENT = "sessions-of-the-test";

	@Test
	void aUrlSendsTheSessionsThereAndLeavesTheRestWhereItWas(RedisServer redis) {
		serve(redis, "redis-session.redis.url=" + SESSIONS.uri(), "redis-session.redis.client-name=" + CLIENT);
	}

	@Test
	void hostPortAndPasswordDoSoToo(RedisServer redis) {
		serve(redis, "redis-session.redis.host=" + SESSIONS.host(), "redis-session.redis.port=" + SESSIONS.port(),
				"redis-session.redis.password=" + SESSIONS.password(), "redis-session.redis.client-name=" + CLIENT);
	}

	@Test
	void theSessionsGoOnWhenTheApplicationsRedisIsAway() {
		try (RedisServer application = RedisServer.start();
				ConfigurableApplicationContext context = SessionTestApplication.start(application.springProperties(),
						"redis-session.redis.url=" + SESSIONS.uri())) {
			application.kill();
			Browser browser = new Browser();
			browser.get(SessionTestApplication.uri(context, "/set?value=1"));
			assertThat(browser.get(SessionTestApplication.uri(context, "/read")).body()).isEqualTo("1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "http://sessions.invalid", "redis-sentinel://sessions.invalid",
			"redis://[sessions" })
	void aBadUrlIsRefusedWithTheNameOfOurProperty(String url, RedisServer redis) {
		FailureAnalysis analysis = refused(redis, "redis-session.redis.url=" + url);
		assertThat(analysis.getDescription()).contains(url);
		assertThat(analysis.getAction()).contains("redis-session.redis");
		assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("spring.data.redis.");
	}

	@Test
	void aMisspeltPropertyIsNamedAndNoOtherServerIsUsed(RedisServer redis) {
		FailureAnalysis analysis = refused(redis, "redis-session.redis.hots=127.0.0.1");
		assertThat(analysis.getDescription()).contains("redis-session.redis.hots").doesNotContain("spring.data.redis");
		assertThat(analysis.getAction()).contains("redis-session.redis");
	}

	@Test
	void anUnknownSslBundleIsNamed(RedisServer redis) {
		FailureAnalysis analysis = refused(redis, "redis-session.redis.url=" + SESSIONS.uri(),
				"redis-session.redis.ssl.bundle=missing");
		assertThat(analysis.getDescription()).contains("missing");
		assertThat(analysis.getAction()).contains("redis-session.redis");
	}

	@Test
	void aValueThatCannotBeReadIsNamed(RedisServer redis) {
		FailureAnalysis analysis = refused(redis, "redis-session.redis.port=many");
		assertThat(analysis.getDescription()).contains("redis-session.redis.port", "many");
	}

	private static void serve(RedisServer redis, String... properties) {
		try (ConfigurableApplicationContext application = SessionTestApplication.start(redis.springProperties(),
				properties)) {
			Browser browser = new Browser();
			browser.get(SessionTestApplication.uri(application, "/set?value=1"));
			assertThat(browser.get(SessionTestApplication.uri(application, "/read")).body()).isEqualTo("1");
			application.getBean(StringRedisTemplate.class).opsForValue().set("own", "2");
			assertThat(redis.keys()).containsExactly("own");
			assertThat(SESSIONS.sessions()).singleElement().asString().startsWith("session:");
			assertThat(clients()).isNotEmpty();
		}
		await().untilAsserted(() -> assertThat(clients()).isEmpty());
	}

	/** The connections of the sessions, as the server lists them. */
	private static List<String> clients() {
		String list = String.valueOf(SESSIONS.cli("CLIENT", "LIST"));
		return list.lines().filter((client) -> client.contains("name=" + CLIENT)).toList();
	}

	private static FailureAnalysis refused(RedisServer redis, String... properties) {
		Throwable failure = catchThrowable(
				() -> SessionTestApplication.start(redis.springProperties(), properties).close());
		return StartupFailures.analyze(failure);
	}

}
