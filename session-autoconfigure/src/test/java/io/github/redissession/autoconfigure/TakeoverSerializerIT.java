package io.github.redissession.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.security.jackson.SecurityJacksonModules;

import io.github.redissession.takeover.LegacySamples;
import io.github.redissession.takeover.SpringSessionWriter;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that were written by a serializer of the application, in a namespace of its
 * own: as JSON by the recipe in Spring Session's documentation.
 */
@ExtendWith(RedisServer.Shared.class)
class TakeoverSerializerIT {

	@Test
	void sessionsAsJsonAreDecodedAndEncodedAnew(RedisServer redis) {
		String id = SpringSessionWriter.servlet(redis.connectionFactory(), true, "shop", Json.serializer())
			.login("alice", (session) -> {
				session.setAttribute("value", "kept");
				session.setAttribute("list", new ArrayList<>(List.of("a", "b")));
				session.setAttribute("item", new LegacySamples.Item("tea", 2));
			});
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=127.0.0.1", "--redis-session.takeover.mode=adopt",
						"--redis-session.takeover.namespace=shop", "--redis-session.resilience.timeout=10s"));
		for (String property : redis.springProperties()) {
			arguments.add("--" + property);
		}
		for (String property : SessionTestApplication.QUIET) {
			arguments.add("--" + property);
		}
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(SessionTestApplication.class,
				Json.class)
			.run(arguments.toArray(String[]::new))) {
			Browser browser = new Browser();
			browser.setCookie("SESSION", SpringSessionWriter.cookie(id));
			assertThat(get(browser, application, "/private/text")).isEqualTo("kept");
			assertThat(get(browser, application, "/list?add=c")).isEqualTo("[a, b, c]");
			assertThat(get(browser, application, "/read?name=item")).as("the recipe cannot read it").isEqualTo("null");
			assertThat(redis.keys())
				.noneMatch((key) -> key.startsWith("shop:sessions") || key.startsWith("shop:index"));
			String hash = redis.sessions().get(0);
			assertThat(redis.cli("HGET", hash, "attr:value")).isEqualTo("\"kept\"");
			assertThat(redis.cli("HGET", hash, "principal")).isEqualTo("alice");
		}
	}

	private static String get(Browser browser, ConfigurableApplicationContext application, String path) {
		return browser.get(SessionTestApplication.uri(application, path)).body();
	}

	/**
	 * The bean that Spring Session's documentation shows.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Json {

		@Bean
		RedisSerializer<Object> springSessionDefaultRedisSerializer() {
			return serializer();
		}

		static RedisSerializer<Object> serializer() {
			BasicPolymorphicTypeValidator.Builder types = BasicPolymorphicTypeValidator.builder()
				.allowIfSubType("java.util.")
				.allowIfSubType("java.lang.");
			return new GenericJacksonJsonRedisSerializer(JsonMapper.builder()
				.addModules(SecurityJacksonModules.getModules(TakeoverSerializerIT.class.getClassLoader(), types))
				.build());
		}

	}

}
