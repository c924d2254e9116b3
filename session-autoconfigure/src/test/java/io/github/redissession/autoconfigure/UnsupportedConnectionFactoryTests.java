package io.github.redissession.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The analysis at startup of a connection factory that sessions cannot use.
 */
class UnsupportedConnectionFactoryTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class,
				SessionAutoConfiguration.class));

	@Test
	void anotherClientThanLettuceIsRefusedWithThePropertyToSet() {
		this.runner.withBean(RedisConnectionFactory.class, OtherConnectionFactory::new).run((context) -> {
			FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(OtherConnectionFactory.class.getName(), "Lettuce");
			assertThat(analysis.getAction()).contains("spring.data.redis.client-type=lettuce",
					"redis-session.redis.url");
		});
	}

	@Test
	void aFactoryThatSharesNoConnectionIsRefusedWithWhatToDo() {
		this.runner.withUserConfiguration(UnsharedConnection.class).run((context) -> {
			FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("shared connection");
			assertThat(analysis.getAction()).contains("setShareNativeConnection(false)", "redis-session.redis.url");
		});
	}

	@Test
	void aRedisOfTheirOwnMakesTheApplicationsClientIrrelevant() {
		this.runner.withBean(RedisConnectionFactory.class, OtherConnectionFactory::new)
			.withPropertyValues("spring.data.redis.client-type=jedis",
					"redis-session.redis.url=redis://sessions.invalid:6379")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RedisConnectionFactory.class));
	}

	@ParameterizedTest
	@CsvSource({ "spring.data.redis, database=2, spring.data.redis.database=2",
			"spring.data.redis, url=redis://127.0.0.1:7000/2, database 2 in spring.data.redis.url",
			"redis-session.redis, database=2, redis-session.redis.database=2",
			"redis-session.redis, url=redis://127.0.0.1:7000/02, database 02 in redis-session.redis.url" })
	void aDatabaseOfAClusterIsRefused(String prefix, String property, String found) {
		this.runner.withPropertyValues(prefix + ".cluster.nodes=127.0.0.1:7000,127.0.0.1:7001", prefix + "." + property)
			.run((context) -> {
				FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("Redis Cluster", found);
				assertThat(analysis.getAction()).startsWith("Remove ").contains("redis-session.namespace");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis-session.redis.database=0", "redis-session.redis.url=redis://127.0.0.1:7000",
			"redis-session.redis.url=redis://127.0.0.1:7000/0", "spring.data.redis.database=2" })
	void aClusterWithoutADatabaseIsNot(String property) {
		this.runner.withPropertyValues("redis-session.redis.cluster.nodes=127.0.0.1:7000", property)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aDatabaseOfASingleServerIsNotEither() {
		this.runner.withPropertyValues("spring.data.redis.database=2")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	/** Spring Boot's factory, changed as an application might change it. */
	@Configuration(proxyBeanMethods = false)
	static class UnsharedConnection {

		@Bean
		static BeanPostProcessor unshare() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String name) {
					if (bean instanceof LettuceConnectionFactory factory) {
						factory.setShareNativeConnection(false);
					}
					return bean;
				}

			};
		}

	}

	/** The factory of another client than Lettuce, such as Jedis. */
	private static final class OtherConnectionFactory implements RedisConnectionFactory {

		@Override
		public RedisConnection getConnection() {
			throw new UnsupportedOperationException();
		}

		@Override
		public RedisClusterConnection getClusterConnection() {
			throw new UnsupportedOperationException();
		}

		@Override
		public RedisSentinelConnection getSentinelConnection() {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean getConvertPipelineAndTxResults() {
			return false;
		}

		@Override
		public DataAccessException translateExceptionIfPossible(RuntimeException ex) {
			return null;
		}

	}

}
