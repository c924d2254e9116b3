package io.github.redissession.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Connects to a Redis that serves sessions only. Spring Boot's own auto-configuration
 * creates the connection factory, in a small context beside the application's, with
 * {@code redis-session.redis.*} in place of {@code spring.data.redis.*}. Everything that
 * Spring Boot can configure can therefore be configured here, and the application's beans
 * stay untouched. Its SSL bundles and Lettuce customizers apply.
 */
final class DedicatedRedis {

	private static final String PREFIX = "spring.data.redis";

	private DedicatedRedis() {
	}

	static SessionRedis open(Map<String, String> properties, ListableBeanFactory application) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.setDisplayName("Redis for sessions");
		context.setEnvironment(environment(properties));
		Stream
			.of(SslBundles.class, LettuceClientConfigurationBuilderCustomizer.class,
					LettuceClientOptionsBuilderCustomizer.class, ClientResourcesBuilderCustomizer.class)
			.forEach((type) -> application.getBeansOfType(type, true, true)
				.forEach(context.getBeanFactory()::registerSingleton));
		context.register(DataRedisAutoConfiguration.class);
		try {
			rejectUnknown(context.getEnvironment());
			context.refresh();
			return SessionRedis.ownedBy(context);
		}
		catch (RedisSessionStartupException ex) {
			context.close();
			throw ex;
		}
		catch (RuntimeException ex) {
			context.close();
			throw new RedisSessionStartupException("The Redis connection for sessions cannot be set up: " + reason(ex),
					"Correct the properties that begin with 'redis-session.redis'. They accept the same settings as those "
							+ "that begin with 'spring.data.redis', for example "
							+ "'redis-session.redis.url=redis://example.com:6379'.",
					ex);
		}
	}

	/**
	 * Returns an environment without the application's properties, system properties and
	 * environment variables: a setting that is missing has Spring Boot's default, and not
	 * the value for the other Redis.
	 */
	private static ConfigurableEnvironment environment(Map<String, String> properties) {
		Map<String, Object> renamed = new HashMap<>();
		properties.forEach((name, value) -> renamed.put(PREFIX + "." + name, value));
		ConfigurableEnvironment environment = new AbstractEnvironment() {
		};
		environment.getPropertySources().addFirst(new MapPropertySource("redis-session.redis", renamed));
		return environment;
	}

	/**
	 * Rejects misspelt properties, which would otherwise send sessions to the wrong
	 * server.
	 */
	private static void rejectUnknown(Environment environment) {
		Binder.get(environment)
			.bind(PREFIX, Bindable.of(DataRedisProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
	}

	/**
	 * Returns the innermost message, preceded by the name of the property where it is
	 * known, with all names as the application spells them.
	 */
	private static String reason(Throwable failure) {
		String reason = String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException bind) {
				reason = bind.getName() + ": " + reason;
			}
		}
		return reason.replace(PREFIX, "redis-session.redis");
	}

}
