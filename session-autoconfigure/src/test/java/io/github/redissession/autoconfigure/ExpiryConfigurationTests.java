package io.github.redissession.autoconfigure;

import java.time.Duration;

import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.RequestPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which limits the properties set, and which values are rejected.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExpiryConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations
		.of(DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void withoutAPropertyTheDefaultsAreBootsTimeoutAndThirtyDays() {
		this.runner.run((context) -> {
			ExpiryTerms terms = terms(context, "alice");
			assertThat(terms)
				.isEqualTo(new ExpiryTerms(Duration.ofMinutes(30), Duration.ofDays(30), Duration.ofMinutes(1)));
			assertThat(terms(context, null)).isEqualTo(terms);
			RequestPolicy policy = context.getBean(RequestPolicy.class);
			assertThat(policy.isPassive("/")).isFalse();
			assertThat(policy.sensitiveIdleTimeout("/")).isEqualTo(ExpiryTerms.NEVER);
		});
	}

	@Test
	void bootsTimeoutIsTheIdleTimeout() {
		WebApplicationContextRunner embedded = new WebApplicationContextRunner(
				AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AUTO_CONFIGURATIONS)
			.withBean(TomcatServletWebServerFactory.class, () -> new TomcatServletWebServerFactory(0));
		embedded.withPropertyValues("server.servlet.session.timeout=7m")
			.run((context) -> assertThat(terms(context, "alice").idleTimeout()).isEqualTo(Duration.ofMinutes(7)));
		embedded.withPropertyValues("server.servlet.session.timeout=7m", "spring.session.timeout=8m")
			.run((context) -> assertThat(terms(context, "alice").idleTimeout()).isEqualTo(Duration.ofMinutes(8)));
	}

	@Test
	void theIdleTimeoutOfTheLibraryWins() {
		this.runner.withPropertyValues("spring.session.timeout=8m", "redis-session.expiry.idle-timeout=9m")
			.run((context) -> assertThat(terms(context, "alice").idleTimeout()).isEqualTo(Duration.ofMinutes(9)));
	}

	@Test
	void everyLimitCanBeSet() {
		this.runner
			.withPropertyValues("redis-session.expiry.idle-timeout=2h", "redis-session.expiry.max-lifetime=7d",
					"redis-session.expiry.touch-interval=10s", "redis-session.expiry.anonymous-idle-timeout=5m")
			.run((context) -> {
				assertThat(terms(context, "alice"))
					.isEqualTo(new ExpiryTerms(Duration.ofHours(2), Duration.ofDays(7), Duration.ofSeconds(10)));
				assertThat(terms(context, null))
					.isEqualTo(new ExpiryTerms(Duration.ofMinutes(5), Duration.ofDays(7), Duration.ofSeconds(10)));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "0s", "-1s", "-30m" })
	void zeroOrLessIsNoLimit(String value) {
		this.runner
			.withPropertyValues("redis-session.expiry.idle-timeout=" + value,
					"redis-session.expiry.max-lifetime=" + value)
			.run((context) -> {
				assertThat(ExpiryTerms.isLimit(terms(context, "alice").idleTimeout())).isFalse();
				assertThat(ExpiryTerms.isLimit(terms(context, "alice").maxLifetime())).isFalse();
			});
	}

	@ParameterizedTest
	@CsvSource({ "31m, PT30M", "30m, PT30M", "0s, PT30M", "-1s, PT30M", "29m, PT29M" })
	void anonymousSessionsNeverLiveLongerThanOthers(String value, Duration expected) {
		this.runner
			.withPropertyValues("redis-session.expiry.idle-timeout=30m",
					"redis-session.expiry.anonymous-idle-timeout=" + value)
			.run((context) -> {
				assertThat(terms(context, null).idleTimeout()).isEqualTo(expected);
				assertThat(terms(context, "alice").idleTimeout()).isEqualTo(Duration.ofMinutes(30));
			});
	}

	@Test
	void anonymousSessionsMayBeLimitedWhereOthersAreNot() {
		this.runner
			.withPropertyValues("redis-session.expiry.idle-timeout=-1",
					"redis-session.expiry.anonymous-idle-timeout=5m")
			.run((context) -> assertThat(terms(context, null).idleTimeout()).isEqualTo(Duration.ofMinutes(5)));
	}

	@ParameterizedTest
	@CsvSource({ "aal1, PT30M, P30D", "aal2, PT30M, PT24H", "AAL3, PT14M, PT12H" })
	void aPresetBringsItsLimitsAndNeverLoosensThoseOfBoot(String preset, Duration idle, Duration lifetime) {
		this.runner.withPropertyValues("redis-session.expiry.preset=" + preset).run((context) -> {
			assertThat(terms(context, "alice").idleTimeout()).isEqualTo(idle);
			assertThat(terms(context, "alice").maxLifetime()).isEqualTo(lifetime);
		});
	}

	@ParameterizedTest
	@CsvSource({ "aal1, PT2H", "aal2, PT1H", "aal3, PT14M" })
	void aPresetCapsBootsTimeoutWithoutAWord(String preset, Duration idle, CapturedOutput output) {
		this.runner.withPropertyValues("redis-session.expiry.preset=" + preset, "spring.session.timeout=2h")
			.run((context) -> {
				assertThat(terms(context, "alice").idleTimeout()).isEqualTo(idle);
				assertThat(output).doesNotContain("allows at most");
			});
	}

	@Test
	void aPresetThatBindsEndsASessionAtItsLimitWithTheTouchIntervalIncluded() {
		this.runner
			.withPropertyValues("redis-session.expiry.preset=aal3", "redis-session.expiry.idle-timeout=15m",
					"redis-session.expiry.touch-interval=2m")
			.run((context) -> {
				ExpiryTerms terms = terms(context, "alice");
				assertThat(terms.idleTimeout()).isEqualTo(Duration.ofMinutes(13));
				assertThat(terms.idleTimeout().plus(terms.touchInterval(terms.idleTimeout())))
					.isEqualTo(Duration.ofMinutes(15));
				assertThat(terms.allowed(ExpiryTerms.NEVER)).isEqualTo(Duration.ofMinutes(13));
				assertThat(terms.allowed(Duration.ofHours(1))).isEqualTo(Duration.ofMinutes(13));
				assertThat(terms.allowed(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
			});
		this.runner.withPropertyValues("redis-session.expiry.preset=aal3", "redis-session.expiry.touch-interval=10m")
			.run((context) -> refused(context, "touch-interval"));
	}

	@Test
	void aPresetMayBeTightened(CapturedOutput output) {
		this.runner
			.withPropertyValues("redis-session.expiry.preset=aal3", "redis-session.expiry.idle-timeout=5m",
					"redis-session.expiry.max-lifetime=8h")
			.run((context) -> {
				assertThat(terms(context, "alice").idleTimeout()).isEqualTo(Duration.ofMinutes(5));
				assertThat(terms(context, "alice").maxLifetime()).isEqualTo(Duration.ofHours(8));
				assertThat(output).doesNotContain("allows at most");
			});
	}

	@ParameterizedTest
	@CsvSource({ "idle-timeout, 16m", "idle-timeout, 0", "idle-timeout, -1s", "max-lifetime, 13h", "max-lifetime, 0",
			"max-lifetime, -1s" })
	void aPresetThatBindsRefusesALooserValue(String property, String value) {
		this.runner
			.withPropertyValues("redis-session.expiry.preset=aal3", "redis-session.expiry." + property + "=" + value)
			.run((context) -> refused(context, property).hasMessageContaining("aal3"));
	}

	@ParameterizedTest
	@CsvSource({ "aal2, idle-timeout, 61m", "aal2, idle-timeout, -1s", "aal2, max-lifetime, 25h",
			"aal1, max-lifetime, 31d", "aal1, max-lifetime, 0" })
	void aPresetThatAdvisesOnlyWarnsOfALooserValue(String preset, String property, String value,
			CapturedOutput output) {
		this.runner
			.withPropertyValues("redis-session.expiry.preset=" + preset,
					"redis-session.expiry." + property + "=" + value)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("WARN", "redis-session.expiry." + property, preset);
			});
	}

	@Test
	void aPresetThatIsNoneIsRefused() {
		this.runner.withPropertyValues("redis-session.expiry.preset=aal4")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("ExpiryPreset.aal4"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis-session.expiry.sensitive[0].paths=/account/**,/admin/**",
			"redis-session.expiry.sensitive[0].paths[0]=/account/**" })
	void sensitivePathsMayBeOneStringOrAList(String paths) {
		this.runner
			.withPropertyValues(paths, "redis-session.expiry.sensitive[0].idle-timeout=5m",
					"redis-session.expiry.sensitive[1].paths=/account/password",
					"redis-session.expiry.sensitive[1].idle-timeout=1m")
			.run((context) -> {
				RequestPolicy policy = context.getBean(RequestPolicy.class);
				assertThat(policy.sensitiveIdleTimeout("/account/name")).isEqualTo(Duration.ofMinutes(5));
				assertThat(policy.sensitiveIdleTimeout("/account/password")).isEqualTo(Duration.ofMinutes(1));
				assertThat(policy.sensitiveIdleTimeout("/")).isEqualTo(ExpiryTerms.NEVER);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis-session.expiry.passive-paths=/poll/**,/events",
			"redis-session.expiry.passive-paths[0]=/poll/**" })
	void passivePathsMayBeOneStringOrAList(String paths) {
		this.runner.withPropertyValues(paths).run((context) -> {
			RequestPolicy policy = context.getBean(RequestPolicy.class);
			assertThat(policy.isPassive("/poll/news")).isTrue();
			assertThat(policy.isPassive("/")).isFalse();
		});
	}

	@Test
	void aBadPatternIsRefusedAndShown() {
		this.runner.withPropertyValues("redis-session.expiry.passive-paths=/a/{b")
			.run((context) -> refused(context, "passive-paths").hasMessageContaining("/a/{b"));
		this.runner
			.withPropertyValues("redis-session.expiry.sensitive[0].paths=/a/{b",
					"redis-session.expiry.sensitive[0].idle-timeout=5m")
			.run((context) -> refused(context, "sensitive").hasMessageContaining("/a/{b"));
	}

	@Test
	void sensitivePathsWithoutPathsOrWithoutALimitAreRefused() {
		this.runner.withPropertyValues("redis-session.expiry.sensitive[0].idle-timeout=5m")
			.run((context) -> refused(context, "sensitive").hasMessageContaining("'paths'"));
		this.runner.withPropertyValues("redis-session.expiry.sensitive[0].paths=/account/**")
			.run((context) -> refused(context, "sensitive").hasMessageContaining("'idle-timeout'"));
		this.runner
			.withPropertyValues("redis-session.expiry.sensitive[0].paths=/account/**",
					"redis-session.expiry.sensitive[0].idle-timeout=0")
			.run((context) -> refused(context, "sensitive").hasMessageContaining("'idle-timeout'"));
	}

	@Test
	void aNegativeTouchIntervalIsRefusedAndZeroIsNot() {
		this.runner.withPropertyValues("redis-session.expiry.touch-interval=-1s")
			.run((context) -> refused(context, "touch-interval"));
		this.runner.withPropertyValues("redis-session.expiry.touch-interval=0")
			.run((context) -> assertThat(terms(context, "alice").touchInterval()).isZero());
	}

	private static ExpiryTerms terms(AssertableWebApplicationContext context, @Nullable String principal) {
		return context.getBean(ExpiryPolicy.class).terms(principal);
	}

	/** An exception that Spring Boot's own analyzer explains. */
	private static AbstractThrowableAssert<?, ? extends Throwable> refused(AssertableWebApplicationContext context,
			String property) {
		return assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
					(ex) -> assertThat(ex.getName()).isEqualTo("redis-session.expiry." + property));
	}

}
