package io.github.redissession.autoconfigure;

import java.time.Duration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.github.redissession.StoreCircuit;
import io.github.redissession.health.ReactiveRedisSessionHealthIndicator;
import io.github.redissession.health.RedisSessionHealthIndicator;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.health.SessionHealth;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.inspect.ServerProbe;

/**
 * Auto-configuration for the health contributor {@code redisSession}.
 */
@AutoConfiguration(after = RedisSessionAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("redissession")
@ConditionalOnBean(SessionChecks.class)
public final class RedisSessionHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SessionHealth sessionHealth(SessionConnection commands, RedisSettings settings, SessionRedis redis,
			SessionChecks checks, StoreCircuit circuit, RedisSessionProperties properties) {
		Duration timeout = properties.resilience().timeout();
		ServerProbe probe = new ServerProbe(commands, settings, timeout, redis.connectionFactory().isClusterAware());
		return new SessionHealth(probe, () -> checks.latest(properties.checks().maxAge()), circuit,
				timeout.dividedBy(2));
	}

	@Bean
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnMissingBean(name = "redisSessionHealthIndicator")
	RedisSessionHealthIndicator redisSessionHealthIndicator(SessionHealth health) {
		return new RedisSessionHealthIndicator(health);
	}

	@Bean("redisSessionHealthIndicator")
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnMissingBean(name = "redisSessionHealthIndicator")
	ReactiveRedisSessionHealthIndicator redisSessionReactiveHealthIndicator(SessionHealth health) {
		return new ReactiveRedisSessionHealthIndicator(health);
	}

}
