package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests over HTTP the effect of formats, encryption and unreadable attributes.
 */
@ExtendWith(RedisServer.Shared.class)
class AttributesIT {

	private static final String KEY = "redis-session.encryption.keys=a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

	private static final String TOMORROW = "{\"@com.example.Tomorrow\":{\"a\":1}}";

	private final RedisServer redis;

	private final Browser browser = new Browser();

	AttributesIT(RedisServer redis) {
		this.redis = redis;
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis-session.codec.format=smile", "redis-session.codec.format=cbor",
			"redis-session.codec.format=jdk", "redis-session.codec.compress-above=20B", KEY })
	void aUserLogsInAndStaysLoggedIn(String property) {
		try (ConfigurableApplicationContext context = start(property)) {
			get(context, "/set?value=before");
			this.browser.post(SessionTestApplication.uri(context, "/login"),
					Map.of("username", "alice", "password", "password"));
			assertThat(get(context, "/private/text").body()).isEqualTo("before");
			get(context, "/set?value=after");
			get(context, "/change-id");
			assertThat(get(context, "/private/text").body()).isEqualTo("after");
			String key = this.redis.sessions().get(0);
			assertThat(this.redis.cli("HGET", key, "principal")).isEqualTo("alice");
			assertThat(this.redis.cli("HEXISTS", key, "origin")).isEqualTo(property.equals(KEY) ? 1L : 0L);
		}
	}

	@Test
	void instancesOfTwoFormatsServeOneSession() {
		try (ConfigurableApplicationContext json = start("redis-session.codec.format=json");
				ConfigurableApplicationContext smile = start("redis-session.codec.format=smile")) {
			get(json, "/list?add=1");
			assertThat(get(smile, "/list").body()).isEqualTo("[1]");
			assertThat(stored("list")).as("reading has not written").isEqualTo("[\"1\"]");
			get(smile, "/list?add=2");
			assertThat((String) stored("list")).startsWith("\u0001:)");
			assertThat(get(json, "/list?add=3").body()).isEqualTo("[1, 2, 3]");
			assertThat(stored("list")).isEqualTo("[\"1\",\"2\",\"3\"]");
		}
	}

	@ParameterizedTest
	@CsvSource({ "drop-attribute, 200, kept", "end-session, 200, no session", "fail, 500, kept" })
	void anAttributeThatCannotBeReadFollowsThePolicy(String policy, int status, String afterwards) {
		try (ConfigurableApplicationContext context = start("redis-session.codec.on-unreadable=" + policy)) {
			get(context, "/set?name=other&value=kept");
			this.redis.cli("HSET", this.redis.sessions().get(0), "attr:value", TOMORROW);
			HttpResponse<String> response = get(context, "/read");
			assertThat(response.statusCode()).isEqualTo(status);
			if (status == 200) {
				assertThat(response.body()).isEqualTo("null");
			}
			assertThat(get(context, "/read?name=other").body()).isEqualTo(afterwards);
			if (!policy.equals("end-session")) {
				assertThat(stored("value")).isEqualTo(TOMORROW);
			}
		}
	}

	private Object stored(String attribute) {
		return this.redis.cli("HGET", this.redis.sessions().get(0), "attr:" + attribute);
	}

	private HttpResponse<String> get(ConfigurableApplicationContext context, String path) {
		return this.browser.get(SessionTestApplication.uri(context, path));
	}

	private ConfigurableApplicationContext start(String property) {
		return SessionTestApplication.start(this.redis.springProperties(), property,
				"redis-session.codec.allowed-packages=com.example");
	}

}
