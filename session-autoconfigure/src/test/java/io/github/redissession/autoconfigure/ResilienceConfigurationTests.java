package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.List;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.security.web.server.csrf.WebSessionServerCsrfTokenRepository;

import io.github.redissession.StoreCircuit;
import io.github.redissession.core.Outages;
import io.github.redissession.resilience.OutageJournal;
import io.github.redissession.spi.OutageMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configuration for outages, without a Redis.
 */
class ResilienceConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class,
				SessionAutoConfiguration.class))
		.withPropertyValues("redis-session.events.sweep-interval=30d", "redis-session.events.enabled=false");

	@Test
	void anOutageLeavesUsersAnonymousByDefault() {
		this.runner.run((context) -> {
			Outages outages = context.getBean(Outages.class);
			assertThat(outages.mode()).isEqualTo(OutageMode.ANONYMOUS);
			assertThat(outages.local()).isNull();
			assertThat(List.of(HttpSessionCsrfTokenRepository.class.getName() + ".CSRF_TOKEN",
					WebSessionServerCsrfTokenRepository.class.getName() + ".CSRF_TOKEN",
					"SPRING_SECURITY_SAVED_REQUEST"))
				.allMatch(outages.expendable());
			assertThat(List.of("cart", "SPRING_SECURITY_CONTEXT")).noneMatch(outages.expendable());
			assertThat(context.getBean(StoreCircuit.class).state()).isEqualTo(StoreCircuit.State.CLOSED);
		});
	}

	@Test
	void onePathThatGoesOnLocallyIsEnoughForAMemory() {
		this.runner
			.withPropertyValues("redis-session.resilience.paths[0].paths=/cart/**",
					"redis-session.resilience.paths[0].on-outage=local")
			.run((context) -> {
				assertThat(context.getBean(Outages.class).mode()).isEqualTo(OutageMode.ANONYMOUS);
				assertThat(context.getBean(Outages.class).local()).isInstanceOf(OutageJournal.class);
			});
	}

	@Test
	void aMemoryNeedsCaffeine() {
		this.runner.withClassLoader(new FilteredClassLoader(Caffeine.class))
			.withPropertyValues("redis-session.resilience.on-outage=local")
			.run((context) -> assertThat(StartupFailures.analyze(context.getStartupFailure()).getDescription())
				.contains("redis-session.resilience.on-outage"));
	}

	@Test
	void replicasCannotConfirmWhereLettuceKnowsAListOfNodesOnly() {
		this.runner
			.withPropertyValues("redis-session.durability.replicas=1",
					"spring.data.redis.masterreplica.nodes=127.0.0.1:1,127.0.0.1:2")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("spring.data.redis.masterreplica.nodes"));
		this.runner
			.withPropertyValues("redis-session.durability.replicas=1",
					"redis-session.redis.masterreplica.nodes=127.0.0.1:1")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("redis-session.redis.masterreplica.nodes"));
	}

	@Test
	void waitingForReplicasMustEndBeforeAnOperationDoes() {
		this.runner
			.withPropertyValues("redis-session.durability.replicas=1", "redis-session.durability.timeout=2s",
					"redis-session.resilience.timeout=2s")
			.run((context) -> assertThat(StartupFailures.analyze(context.getStartupFailure()).getDescription())
				.contains("redis-session.durability.timeout"));
		this.runner
			.withPropertyValues("redis-session.durability.replicas=1", "redis-session.durability.timeout=2s",
					"redis-session.resilience.timeout=3s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void waitingForReplicasMustLeaveTimeForAnAnswerThatIsLate() {
		this.runner
			.withPropertyValues("redis-session.durability.replicas=1", "redis-session.durability.timeout=1900ms",
					"redis-session.resilience.timeout=2s")
			.run((context) -> assertThat(StartupFailures.analyze(context.getStartupFailure()).getDescription())
				.contains("redis-session.durability.timeout", "at most 1850 ms",
						"redis-session.resilience.timeout to at least 2050 ms"));
		this.runner
			.withPropertyValues("redis-session.durability.replicas=1", "redis-session.durability.timeout=1850ms",
					"redis-session.resilience.timeout=2s")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner
			.withPropertyValues("redis-session.durability.replicas=1", "redis-session.durability.timeout=1900ms",
					"redis-session.resilience.timeout=2050ms")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aTimeoutTooShortToWaitForReplicasAtAllIsTheOneToChange() {
		this.runner
			.withPropertyValues("redis-session.durability.replicas=1", "redis-session.durability.timeout=20ms",
					"redis-session.resilience.timeout=150ms")
			.run((context) -> assertThat(StartupFailures.analyze(context.getStartupFailure()).getDescription())
				.contains("redis-session.resilience.timeout to at least 170 ms")
				.doesNotContain("at most"));
	}

	@Test
	void aRequestWaitsNoShorterForAChangeThanForAReply() {
		this.runner.run((context) -> assertThat(writeTimeout(context)).isEqualTo(Duration.ofSeconds(5)));
		this.runner.withPropertyValues("redis-session.resilience.timeout=7s")
			.run((context) -> assertThat(writeTimeout(context)).isEqualTo(Duration.ofSeconds(7)));
		this.runner
			.withPropertyValues("redis-session.resilience.timeout=2s", "redis-session.resilience.write-timeout=1999ms")
			.run((context) -> assertThat(StartupFailures.analyze(context.getStartupFailure()).getDescription())
				.contains("redis-session.resilience.write-timeout", "2000 ms"));
	}

	@Test
	void attributesThatMayBeLostAreNamedByPatterns() {
		this.runner.withPropertyValues("redis-session.resilience.expendable-attributes=jakarta.servlet.jsp.*,theme")
			.run((context) -> {
				Outages outages = context.getBean(Outages.class);
				assertThat(List.of("jakarta.servlet.jsp.jstl.fmt.request.charset", "theme"))
					.allMatch(outages.expendable());
				assertThat(List.of("themes", "cart")).noneMatch(outages.expendable());
			});
	}

	private static Duration writeTimeout(AssertableWebApplicationContext context) {
		return context.getBean(RedisSessionProperties.class).resilience().writeTimeout();
	}

	@Test
	void aPathWithoutAModeIsRefused() {
		this.runner.withPropertyValues("redis-session.resilience.paths[0].paths=/cart/**")
			.run((context) -> assertThat(StartupFailures.analyze(context.getStartupFailure()).getDescription())
				.contains("redis-session.resilience.paths"));
	}

	@Test
	void theClientRecoversInSecondsUnlessTheApplicationSaysOtherwise() {
		this.runner.run((context) -> {
			ClientOptions options = options(context.getBean(LettuceConnectionFactory.class));
			assertThat(options.getSocketOptions().getConnectTimeout()).isEqualTo(Duration.ofSeconds(2));
			assertThat(options.getSocketOptions().isKeepAlive()).isTrue();
		});
		this.runner.withPropertyValues("spring.data.redis.connect-timeout=7s")
			.run((context) -> assertThat(
					options(context.getBean(LettuceConnectionFactory.class)).getSocketOptions().getConnectTimeout())
				.isEqualTo(Duration.ofSeconds(7)));
		this.runner
			.withBean(LettuceClientOptionsBuilderCustomizer.class,
					() -> (builder) -> builder
						.socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(9)).build()))
			.run((context) -> assertThat(
					options(context.getBean(LettuceConnectionFactory.class)).getSocketOptions().getConnectTimeout())
				.isEqualTo(Duration.ofSeconds(9)));
	}

	@Test
	void theTopologyOfAClusterIsRefreshed() {
		this.runner.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:1")
			.run((context) -> assertThat(refreshPeriod(context.getBean(LettuceConnectionFactory.class)))
				.isEqualTo(Duration.ofSeconds(10)));
		this.runner
			.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:1",
					"spring.data.redis.lettuce.cluster.refresh.period=3s")
			.run((context) -> assertThat(refreshPeriod(context.getBean(LettuceConnectionFactory.class)))
				.isEqualTo(Duration.ofSeconds(3)));
	}

	@Test
	void theCircuitIsMeasuredWhereResilience4jCanDoThat() {
		this.runner.run((context) -> {
			SimpleMeterRegistry meters = new SimpleMeterRegistry();
			context.getBean("sessionCircuitMetrics", MeterBinder.class).bindTo(meters);
			assertThat(meters.get("resilience4j.circuitbreaker.state").tag("name", "redis-session").gauges())
				.isNotEmpty();
		});
		this.runner.withClassLoader(new FilteredClassLoader(TaggedCircuitBreakerMetrics.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("sessionCircuitMetrics"));
	}

	private static Duration refreshPeriod(LettuceConnectionFactory factory) {
		return ((ClusterClientOptions) options(factory)).getTopologyRefreshOptions().getRefreshPeriod();
	}

	private static ClientOptions options(LettuceConnectionFactory factory) {
		return factory.getClientConfiguration().getClientOptions().orElseThrow();
	}

}
