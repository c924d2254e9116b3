package io.github.redissession.autoconfigure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import io.github.redissession.redis.RedisSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The prefix of the keys of an application.
 */
class SessionNamespaceTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class,
				SessionAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=1", "redis-session.events.sweep-interval=30d");

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none", textBlock = """
			none              | none       | session:x
			shop              | none       | session-shop:x
			Shop_2.eu-west    | none       | session-Shop_2.eu-west:x
			shop:eu           | none       | session-shop%3Aeu:x
			{shop}            | none       | session-%7Bshop%7D:x
			a b*+?[%]         | none       | session-a%20b%2A%2B%3F%5B%25%5D:x
			caf\u00e9         | none       | session-caf%C3%A9:x
			a\u200bb          | none       | session-a%E2%80%8Bb:x
			session           | none       | session-session:x
			shop              | session    | session:x
			shop              | {s}:a b    | {s}:a b:x
			none              | shop:eu    | shop:eu:x
			""")
	void theNamespaceIsTheConfiguredOneOrContainsTheName(String name, String configured, String key) {
		WebApplicationContextRunner application = this.runner;
		if (name != null) {
			application = application.withPropertyValues("spring.application.name=" + name);
		}
		if (configured != null) {
			application = application.withPropertyValues("redis-session.namespace=" + configured);
		}
		application.run((context) -> assertThat(context.getBean(RedisSettings.class).keys().session("x")).asString()
			.isEqualTo(key));
	}

}
