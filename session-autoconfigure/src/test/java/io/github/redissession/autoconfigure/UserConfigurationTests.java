package io.github.redissession.autoconfigure;

import nl.basjes.parse.useragent.UserAgentAnalyzer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

import io.github.redissession.CurrentUserSessions;
import io.github.redissession.ReactiveCurrentUserSessions;
import io.github.redissession.ReactiveUserSessions;
import io.github.redissession.SessionLimitException;
import io.github.redissession.UserSessions;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.spi.DeviceNames;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionLimit.WhenReached;
import io.github.redissession.spi.UserLimit;
import io.github.redissession.user.YauaaDeviceNames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The beans for users, and which of them an application may replace.
 */
class UserConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(SslAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RedisSessionAutoConfiguration.class, SessionAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void aServletApplicationGetsAllOfIt() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(UserSessions.class)
				.hasSingleBean(CurrentUserSessions.class)
				.doesNotHaveBean(ReactiveUserSessions.class)
				.doesNotHaveBean(ReactiveCurrentUserSessions.class);
			assertThat(context.getBean(SessionRegistry.class)).isInstanceOf(SpringSessionBackedSessionRegistry.class);
			assertThat(context.getBean(DeviceNames.class)).isInstanceOf(YauaaDeviceNames.class);
			UserPolicy users = context.getBean(UserPolicy.class);
			assertThat(users.limit().apply("alice")).isNull();
			assertThat(users.storedName().apply("alice")).isEqualTo("alice");
			assertThat(users.recordsDevice()).isTrue();
		});
	}

	@Test
	void aWebFluxApplicationGetsNoServletParts() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withBean(ServerProperties.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ReactiveUserSessions.class)
				.hasSingleBean(ReactiveCurrentUserSessions.class)
				.hasSingleBean(UserSessions.class)
				.doesNotHaveBean(CurrentUserSessions.class)
				.doesNotHaveBean(SessionRegistry.class));
	}

	@Test
	void itWorksWithoutSpringSecurityAndYauaa() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader("org.springframework.security", UserAgentAnalyzer.class.getPackageName()))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(CurrentUserSessions.class);
				assertThat(context.getBean(UserPolicy.class).refusal().apply("alice"))
					.isInstanceOf(SessionLimitException.class)
					.hasMessageContaining("alice");
				assertThat(context).doesNotHaveBean(DeviceNames.class);
			});
	}

	@Test
	void aLimitIsSetByProperties() {
		this.runner
			.withPropertyValues("redis-session.users.max-sessions=3", "redis-session.users.on-limit=evict-least-used")
			.run((context) -> {
				UserPolicy users = context.getBean(UserPolicy.class);
				assertThat(users.limit().apply("alice")).isEqualTo(new SessionLimit(3, WhenReached.EVICT_LEAST_USED));
				assertThat(users.refusal().apply("alice")).isInstanceOf(SessionAuthenticationException.class);
			});
	}

	@Test
	void aLimitMayDependOnTheUser() {
		this.runner.withPropertyValues("redis-session.users.max-sessions=3", "redis-session.users.hash-principal=true")
			.withBean(UserLimit.class, () -> (user) -> user.equals("admin") ? 1 : 0)
			.run((context) -> {
				UserPolicy users = context.getBean(UserPolicy.class);
				assertThat(users.limit().apply("admin")).isEqualTo(new SessionLimit(1, WhenReached.EVICT_OLDEST));
				assertThat(users.limit().apply("alice")).isNull();
			});
	}

	@Test
	void aNegativeLimitIsRefused() {
		this.runner.withPropertyValues("redis-session.users.max-sessions=-1")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("redis-session.users.max-sessions"));
	}

	@Test
	void theApplicationsOwnPartsWin() {
		this.runner.withBean(SessionRegistry.class, SessionRegistryImpl::new)
			.withBean(DeviceNames.class, () -> (userAgent) -> "a device")
			.run((context) -> {
				assertThat(context.getBean(SessionRegistry.class)).isInstanceOf(SessionRegistryImpl.class);
				assertThat(context.getBean(DeviceNames.class).name(null)).isEqualTo("a device");
			});
	}

}
