package io.github.redissession.autoconfigure;

import com.github.benmanes.caffeine.cache.Caffeine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

import io.github.redissession.cache.NearCache;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.spi.SessionStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * When there is a near cache, and when there is none. No Redis is needed: the cache is
 * off until there is one.
 */
class NearCacheConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(SslAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class);

	private static final String ENABLED = "redis-session.near-cache.enabled=true";

	private static final String NO_REDIS = "spring.data.redis.port=1";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues(NO_REDIS);

	@Test
	void thereIsNoneByDefault() {
		this.runner.run((context) -> {
			assertThat(context).doesNotHaveBean(NearCache.class).doesNotHaveBean(SessionTracking.class);
			assertThat(context.getBean(SessionStore.class).layers()).containsExactly("resilience", "user limit",
					"Redis");
		});
	}

	@Test
	void oneThatIsEnabledIsBehindTheCircuit() {
		this.runner.withPropertyValues(ENABLED).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(NearCache.class).hasSingleBean(SessionTracking.class);
			assertThat(context.getBean(SessionStore.class).layers()).containsExactly("resilience", "near cache",
					"user limit", "Redis");
			NearCache.Statistics statistics = context.getBean(NearCache.class).statistics();
			assertThat(statistics.on()).isFalse();
			assertThat(statistics.reason()).isNotBlank();
		});
	}

	@Test
	void aWebFluxApplicationMayHaveOne() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withBean(ServerProperties.class)
			.withPropertyValues(ENABLED, NO_REDIS)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(NearCache.class));
	}

	@Test
	void aStoreOfTheApplicationHasNone() {
		this.runner.withPropertyValues(ENABLED)
			.withBean("ownStore", SessionStore.class, () -> mock(SessionStore.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(NearCache.class)
				.doesNotHaveBean(SessionTracking.class));
	}

	@Test
	void withoutCaffeineAnApplicationStartsUnlessItWantsOne() {
		WebApplicationContextRunner without = this.runner.withClassLoader(new FilteredClassLoader(Caffeine.class));
		without.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(SessionStore.class));
		without.withPropertyValues(ENABLED).run((context) -> {
			FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("needs Caffeine");
			assertThat(analysis.getAction()).contains("com.github.ben-manes.caffeine:caffeine",
					"redis-session.near-cache.enabled");
		});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "max-entries=0", "max-bytes=0B", "max-bytes=-1B", "max-staleness=0s", "max-staleness=-1s" })
	void valuesThatMakeNoSenseAreRefused(String property) {
		this.runner.withPropertyValues("redis-session.near-cache." + property)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("redis-session.near-cache." + property.substring(0, property.indexOf('='))));
	}

}
