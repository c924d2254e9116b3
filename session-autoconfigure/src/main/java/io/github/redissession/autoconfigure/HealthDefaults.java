package io.github.redissession.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives Spring Boot's own health properties other defaults: the place of {@code DEGRADED}
 * in the order of statuses (by default an unknown status does not count), and the members
 * of the readiness group. Runs after the application's configuration files have been
 * read; values that the application sets take precedence.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class HealthDefaults implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> defaults = new LinkedHashMap<>();
		defaults.put("management.endpoint.health.status.order", "down,out-of-service,degraded,up,unknown");
		if (environment.getProperty("redis-session.health.readiness", Boolean.class, false)) {
			defaults.put("management.endpoint.health.group.readiness.include", "readinessState,redisSession");
		}
		environment.getPropertySources().addLast(new MapPropertySource("redis-session-health-defaults", defaults));
	}

}
