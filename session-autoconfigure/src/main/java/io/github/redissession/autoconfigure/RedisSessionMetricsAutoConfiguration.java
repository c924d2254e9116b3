package io.github.redissession.autoconfigure;

import java.time.Duration;

import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.redissession.StoreCircuit;
import io.github.redissession.cache.NearCache;
import io.github.redissession.core.LocalMemory;
import io.github.redissession.metrics.NearCacheMetrics;
import io.github.redissession.metrics.OutageMetrics;
import io.github.redissession.metrics.ServerMetrics;
import io.github.redissession.metrics.ServerSampler;
import io.github.redissession.metrics.SessionMetrics;
import io.github.redissession.metrics.SessionObservations;
import io.github.redissession.metrics.TakeoverMetrics;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionCommand;
import io.github.redissession.redis.expiry.ExpirySweeper;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.takeover.TakeoverProgress;

/**
 * Auto-configuration for metrics and tracing of sessions, where Micrometer is present.
 */
@AutoConfiguration(after = RedisSessionAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnBean(RedisSettings.class)
public final class RedisSessionMetricsAutoConfiguration {

	/**
	 * Configures metrics.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(MeterRegistry.class)
	static class MeterConfiguration {

		/** With a store of the application no node sweeps, and so no sweep is late. */
		private static final Duration NEVER = Duration.ofDays(36_500);

		@Bean
		@ConditionalOnMissingBean
		SessionMetrics sessionMetrics(MeterRegistry registry, RedisSessionProperties properties,
				ListableBeanFactory beans) {
			boolean sweeps = beans.getBeanNamesForType(ExpirySweeper.class, true, false).length > 0;
			return new SessionMetrics(registry, sweeps ? properties.events().sweepInterval() : NEVER);
		}

		@Bean
		@ConditionalOnMissingBean
		OutageMetrics sessionOutageMetrics(MeterRegistry registry) {
			return new OutageMetrics(registry);
		}

		@Bean
		@ConditionalOnBean(TakeoverProgress.class)
		TakeoverMetrics sessionTakeoverMetrics(MeterRegistry registry) {
			return new TakeoverMetrics(registry);
		}

		@Bean
		MeterBinder sessionLocalAttributeMetrics(LocalMemory local) {
			return (registry) -> Gauge.builder("redis.session.local.sessions", local, LocalMemory::sessions)
				.description("Sessions with attributes in the memory of this instance")
				.baseUnit("sessions")
				.register(registry);
		}

		@Bean
		@ConditionalOnBean(NearCache.class)
		NearCacheMetrics sessionNearCacheMetrics(NearCache cache) {
			return new NearCacheMetrics(cache);
		}

		@Bean
		@ConditionalOnBean(ServerInspection.class)
		ServerSampler sessionServerSampler(ServerInspection inspection, RedisSessionProperties properties) {
			return new ServerSampler(inspection, properties.metrics().sampleInterval());
		}

		@Bean
		@ConditionalOnBean(ServerInspection.class)
		ServerMetrics sessionServerMetrics(ServerSampler sampler, StoreCircuit circuit) {
			return new ServerMetrics(sampler, circuit);
		}

		/**
		 * Keeps Spring Boot from adding a timer for each observation: operations are
		 * timed already.
		 */
		@Bean
		static MeterFilter sessionObservationMeterFilter() {
			return MeterFilter.denyNameStartsWith(SessionObservations.NAME);
		}

	}

	/**
	 * Configures tracing: of the operations of requests, but not of the commands they
	 * consist of, which Spring Boot lets Lettuce trace, nor of background work.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnBean(ObservationRegistry.class)
	static class ObservationConfiguration {

		@Bean
		@ConditionalOnMissingBean
		SessionObservations sessionObservations(ObservationRegistry registry) {
			return new SessionObservations(registry);
		}

		@Bean
		static ObservationPredicate noSessionCommandsObserved() {
			return (name, context) -> !(context instanceof LettuceObservationContext lettuce && lettuce.hasCommand()
					&& SessionCommand.is(lettuce.getRequiredCommand()));
		}

	}

}
