package com.example.shop.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * When the sample starts a Redis of its own, and that it goes away again.
 */
class EmbeddedRedisIT {

	@Test
	void aServerIsStartedAndStoppedWithTheApplication() {
		int port;
		String password;
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			new EmbeddedRedisInitializer().initialize(context);
			context.refresh();
			port = context.getEnvironment().getRequiredProperty("spring.data.redis.port", Integer.class);
			password = context.getEnvironment().getRequiredProperty("spring.data.redis.password");
			assertThat(ping(port, password)).isEqualTo("PONG");
			assertThatThrownBy(() -> ping(port, "guess")).hasStackTraceContaining("WRONGPASS");
		}
		assertThatThrownBy(() -> ping(port, password)).hasStackTraceContaining("Connection refused");
	}

	@Test
	void thePackagedServerRunsWhereNoneIsInstalled() {
		try (EmbeddedRedis redis = EmbeddedRedis.start(new RedisBinary(null))) {
			assertThat(ping(redis.port(), redis.password())).isEqualTo("PONG");
		}
	}

	@Test
	void thePackagedServerIsUnpackedAsAProgram(@TempDir Path folder) throws Exception {
		assertThat(new RedisBinary(null).unpack(folder)).isExecutable().hasParent(folder);
		assertThat(Files.list(folder)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.data.redis.host", "spring.data.redis.url", "spring.data.redis.cluster.nodes[0]" })
	void aConfiguredRedisIsUsed(String property) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", Map.of(property, "example")));
			assertThatNoServerIsStarted(context);
		}
	}

	@Test
	void aRedisConfiguredByTheEnvironmentIsUsed() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("SPRING_DATA_REDIS_HOST", "example")));
			assertThatNoServerIsStarted(context);
		}
	}

	private static void assertThatNoServerIsStarted(GenericApplicationContext context) {
		new EmbeddedRedisInitializer().initialize(context);
		assertThat(context.getEnvironment().getPropertySources().contains("embeddedRedis")).isFalse();
	}

	private static String ping(int port, String password) {
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration("127.0.0.1", port);
		server.setPassword(RedisPassword.of(password));
		LettuceConnectionFactory connections = new LettuceConnectionFactory(server);
		connections.start();
		try {
			return connections.getConnection().ping();
		}
		finally {
			connections.destroy();
		}
	}

}
