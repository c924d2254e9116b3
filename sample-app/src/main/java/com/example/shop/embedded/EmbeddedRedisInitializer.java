package com.example.shop.embedded;

import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts a Redis server for the application unless one is configured, and stops it
 * together with the application.
 */
final class EmbeddedRedisInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final Log logger = LogFactory.getLog(EmbeddedRedisInitializer.class);

	private static final ConfigurationPropertyName REDIS = ConfigurationPropertyName.of("spring.data.redis");

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (isConfigured(context.getEnvironment()) || SpringProperties.getFlag(AbstractAotProcessor.AOT_PROCESSING)) {
			return;
		}
		EmbeddedRedis redis = EmbeddedRedis.start(RedisBinary.find());
		// Registered first and hence destroyed last, after the beans that use Redis.
		((DefaultSingletonBeanRegistry) context.getBeanFactory()).registerDisposableBean("embeddedRedis", redis::close);
		context.getEnvironment()
			.getPropertySources()
			.addLast(new MapPropertySource("embeddedRedis", Map.of("spring.data.redis.host", "127.0.0.1",
					"spring.data.redis.port", redis.port(), "spring.data.redis.password", redis.password())));
		logger.info("""
				Started an embedded Redis because no spring.data.redis.* property is set.
				  Inspect it:
				    redis-cli -p %1$d -a %2$s --no-auth-warning --scan
				  Start a second instance:
				    mvn spring-boot:run -Dspring-boot.run.arguments="--server.port=8081 \
				--spring.data.redis.port=%1$d --spring.data.redis.password=%2$s"
				""".formatted(redis.port(), redis.password()));
	}

	private static boolean isConfigured(ConfigurableEnvironment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.containsDescendantOf(REDIS) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

}
