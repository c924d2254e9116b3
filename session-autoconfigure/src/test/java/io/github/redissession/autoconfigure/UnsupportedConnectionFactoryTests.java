package io.github.redissession.autoconfigure;

import org.junit.jupiter.api.Test;

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
