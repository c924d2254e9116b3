package io.github.redissession.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

import io.github.redissession.actuate.SessionStoreEndpoint;
import io.github.redissession.actuate.SessionStoreEndpointWebExtension;
import io.github.redissession.actuate.UserSessionsEndpoint;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.health.ReactiveRedisSessionHealthIndicator;
import io.github.redissession.health.RedisSessionHealthIndicator;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.metrics.ServerMetrics;
import io.github.redissession.metrics.ServerSampler;
import io.github.redissession.metrics.SessionMetrics;
import io.github.redissession.metrics.SessionObservations;
import io.github.redissession.spi.SessionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints, health and metrics are configured where operators can see them, and nothing
 * else depends on them.
 */
class OperationsConfigurationTests {

	private static final AutoConfigurations ALL = AutoConfigurations.of(DataRedisAutoConfiguration.class,
			SessionAutoConfiguration.class, RedisSessionAutoConfiguration.class,
			RedisSessionMetricsAutoConfiguration.class, RedisSessionHealthAutoConfiguration.class,
			RedisSessionEndpointAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner().withConfiguration(ALL)
		.withPropertyValues("redis-session.metrics.sample-interval=0", "spring.data.redis.port=1")
		.withBean(SimpleMeterRegistry.class);

	@Test
	void thereIsEverythingIfEverythingIsThere() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SessionMetrics.class)
				.hasSingleBean(ServerMetrics.class)
				.hasSingleBean(RedisSessionHealthIndicator.class)
				.hasSingleBean(SessionStoreEndpoint.class)
				.hasSingleBean(SessionStoreEndpointWebExtension.class)
				.hasSingleBean(UserSessionsEndpoint.class));
	}

	@Test
	void withoutMicrometerTheStarterStarts() {
		new WebApplicationContextRunner().withConfiguration(ALL)
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(StoredSessionRepository.class)
				.hasSingleBean(RedisSessionHealthIndicator.class)
				.doesNotHaveBean(ServerSampler.class)
				.doesNotHaveBean("sessionMetrics"));
	}

	@Test
	void withoutMetricsThereAreObservations() {
		new WebApplicationContextRunner().withConfiguration(ALL)
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SessionObservations.class)
				.doesNotHaveBean("sessionMetrics"));
	}

	@Test
	void withoutAMeterRegistryThereAreNoMetrics() {
		new WebApplicationContextRunner().withConfiguration(ALL)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MeterRegistry.class)
				.doesNotHaveBean(SessionMetrics.class));
	}

	@Test
	void withoutActuatorTheStarterStarts() {
		this.runner.withClassLoader(new FilteredClassLoader(Endpoint.class, HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(StoredSessionRepository.class)
				.hasSingleBean(SessionChecks.class)
				.doesNotHaveBean("sessionStoreEndpoint")
				.doesNotHaveBean("redisSessionHealthIndicator"));
		this.runner.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RedisSessionHealthIndicator.class));
		this.runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("redisSessionHealthIndicator"));
	}

	@Test
	void withoutSecurityTheStarterStarts() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SessionStoreEndpoint.class)
				.hasBean("openSessionEndpoints"));
	}

	@Test
	void anApplicationWithItsOwnStoreGetsCountersAndAsksNoServer() {
		this.runner.withBean(SessionStore.class, () -> Mockito.mock(SessionStore.class))
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SessionMetrics.class)
				.doesNotHaveBean(ServerSampler.class)
				.doesNotHaveBean(SessionChecks.class)
				.doesNotHaveBean(SessionStoreEndpoint.class));
	}

	@Test
	void endpointsThatAreNotExposedAndHealthThatIsDisabledAreNotThere() {
		this.runner.withPropertyValues("management.health.redissession.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SessionStoreEndpoint.class)
				.doesNotHaveBean(UserSessionsEndpoint.class)
				.doesNotHaveBean(RedisSessionHealthIndicator.class));
	}

	@Test
	void webFluxHasAHealthOfItsOwn() {
		new ReactiveWebApplicationContextRunner().withConfiguration(ALL)
			.withBean(ServerProperties.class)
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ReactiveRedisSessionHealthIndicator.class)
				.hasSingleBean(SessionStoreEndpoint.class)
				.doesNotHaveBean(RedisSessionHealthIndicator.class));
	}

}
