package io.github.redissession.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives Boot's own properties of health other defaults: where {@code DEGRADED} stands
 * among the statuses (by default an unknown status does not count), and who is in the
 * readiness group. Whatever the application sets wins.
 */
final class HealthDefaults implements EnvironmentPostProcessor, Ordered {

	private static final String NAME = "redis-session-health-defaults";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> defaults = new LinkedHashMap<>();
		defaults.put("management.endpoint.health.status.order", "down,out-of-service,degraded,up,unknown");
		if (environment.getProperty("redis-session.health.readiness", Boolean.class, false)) {
			defaults.put("management.endpoint.health.group.readiness.include", "readinessState,redisSession");
		}
		environment.getPropertySources().addLast(new MapPropertySource(NAME, defaults));
	}

	/**
	 * After the application's configuration files were read.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
