package io.github.redissession.testing;

import com.redis.testcontainers.RedisContainer;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application finds a Redis that Testcontainers runs. Skipped without Docker. The
 * environment variable {@code REDIS_TEST_IMAGE} names another image.
 */
@Testcontainers(disabledWithoutDocker = true)
@SpringBootTest(classes = RedisInTestcontainersIT.Application.class, webEnvironment = WebEnvironment.NONE)
@DirtiesContext
class RedisInTestcontainersIT {

	@Container
	@ServiceConnection
	static final RedisContainer REDIS = new RedisContainer(
			DockerImageName.parse(System.getenv().getOrDefault("REDIS_TEST_IMAGE", "redis:7.4"))
				.asCompatibleSubstituteFor("redis"));

	@Test
	void anApplicationUsesTheContainer(@Autowired StringRedisTemplate redis) {
		redis.opsForValue().set("a", "b");
		assertThat(redis.opsForValue().get("a")).isEqualTo("b");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DataRedisAutoConfiguration.class)
	static class Application {

	}

}
