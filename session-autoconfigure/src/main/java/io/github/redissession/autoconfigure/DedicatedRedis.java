package io.github.redissession.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
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
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Opens a Redis for sessions alone. Boot's own auto-configuration does it, in a small
 * context beside the application's, with {@code redis-session.redis.*} in the place of
 * {@code spring.data.redis.*}: so everything that Boot can configure can be configured
 * here, and the application's beans are left alone. SSL bundles and Lettuce customizers
 * of the application apply.
 */
final class DedicatedRedis {

	private DedicatedRedis() {
	}

	static SessionRedis open(Map<String, String> properties, ListableBeanFactory application) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.setDisplayName("Redis of the sessions");
		OnlyThese environment = new OnlyThese(properties);
		context.setEnvironment(environment);
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		share(application, beans, SslBundles.class);
		share(application, beans, LettuceClientConfigurationBuilderCustomizer.class);
		share(application, beans, LettuceClientOptionsBuilderCustomizer.class);
		share(application, beans, ClientResourcesBuilderCustomizer.class);
		context.register(DataRedisAutoConfiguration.class);
		try {
			refuseUnknown(environment);
			context.refresh();
			return SessionRedis.ownedBy(context);
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
	 * A misspelt property would otherwise send the sessions to another server than meant.
	 */
	private static void refuseUnknown(OnlyThese environment) {
		Binder.get(environment)
			.bind(OnlyThese.PREFIX, Bindable.of(DataRedisProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
	}

	/**
	 * Returns the innermost message, preceded by the name of the property as the
	 * application spells it.
	 */
	private static String reason(Throwable failure) {
		String reason = String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException bind) {
				return bind.getName().toString().replace(OnlyThese.PREFIX, "redis-session.redis") + ": " + reason;
			}
		}
		return reason;
	}

	private static void share(ListableBeanFactory from, ConfigurableListableBeanFactory to, Class<?> type) {
		from.getBeansOfType(type, true, true).forEach(to::registerSingleton);
	}

	/**
	 * An environment without the application's properties: what is not said here has
	 * Boot's default, and not the value of the other Redis.
	 */
	private static final class OnlyThese extends StandardEnvironment {

		static final String PREFIX = "spring.data.redis";

		OnlyThese(Map<String, String> properties) {
			Map<String, Object> renamed = new HashMap<>();
			properties.forEach((name, value) -> renamed.put(PREFIX + "." + name, value));
			getPropertySources().addFirst(new MapPropertySource("redis-session.redis", renamed));
		}

		@Override
		protected void customizePropertySources(MutablePropertySources propertySources) {
			// Neither system properties nor environment variables.
		}

	}

}
