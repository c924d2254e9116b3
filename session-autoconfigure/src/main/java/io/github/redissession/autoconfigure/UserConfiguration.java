package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.ReactiveFindByIndexNameSessionRepository;
import org.springframework.util.function.SingletonSupplier;

import io.github.redissession.CurrentUserSessions;
import io.github.redissession.ReactiveCurrentUserSessions;
import io.github.redissession.ReactiveUserSessions;
import io.github.redissession.UserSessions;
import io.github.redissession.autoconfigure.RedisSessionProperties.Users;
import io.github.redissession.core.ReactiveOperations;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.index.IndexRule;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.query.engine.SessionFinder;
import io.github.redissession.redis.RedisSessionIndex;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.resilience.GuardedIndex;
import io.github.redissession.resilience.StoreGuard;
import io.github.redissession.spi.DeviceNames;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.UserLimit;
import io.github.redissession.user.ExchangeUserSessions;
import io.github.redissession.user.HashedName;
import io.github.redissession.user.ReactiveStoreUserSessions;
import io.github.redissession.user.ServletUserSessions;
import io.github.redissession.user.StoreUserSessions;
import io.github.redissession.user.UserAdmission;
import io.github.redissession.user.UserDirectory;
import io.github.redissession.user.YauaaDeviceNames;

/**
 * Configures users and their devices. Lazy, because an application with a store of its
 * own has no index of users.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
class UserConfiguration {

	private static final Set<String> PRINCIPAL_INDEXES = Set.of(
			FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME,
			ReactiveFindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);

	/** A sign-out lists, reads and ends the sessions. */
	private static final int STEPS = 3;

	@Bean
	IndexRule userIndexRule() {
		return UserDirectory::indexes;
	}

	@Bean
	SessionIndex sessionIndex(SessionConnection commands, RedisSettings settings, StoreGuard guard) {
		return new GuardedIndex(new RedisSessionIndex(commands, settings.keys()), guard);
	}

	@Bean
	@ConditionalOnMissingBean
	UserPolicy sessionUserPolicy(RedisSessionProperties properties, ObjectProvider<UserLimit> limits,
			ObjectProvider<LoginRefusal> refusal) {
		Users users = properties.users();
		int maxSessions = users.maxSessions();
		UserLimit limit = limits.getIfAvailable(() -> (user) -> maxSessions);
		return new UserPolicy(users.hashPrincipal() ? new HashedName() : UnaryOperator.identity(), users.recordDevice(),
				(user) -> {
					int max = limit.maxSessions(user);
					return (max > 0) ? new SessionLimit(max, users.onLimit()) : null;
				}, refusal.getIfAvailable(() -> UserPolicy.DEFAULT.refusal()::apply));
	}

	@Bean
	UserAdmission userAdmission(SessionStore store, SessionIndex index) {
		return new UserAdmission(store, index);
	}

	@Bean
	SessionLookup sessionLookup(UserDirectory directory, ObjectProvider<SessionFinder> finder) {
		return (name, value) -> PRINCIPAL_INDEXES.contains(name) ? directory.find(value)
				: finder.getObject().lookUp(name, value);
	}

	@Bean
	UserDirectory userDirectory(SessionStore store, SessionIndex index, ExpiryPolicy policy, UserPolicy users,
			ObjectProvider<DeviceNames> names, RedisSettings settings) {
		// Yauaa loads for seconds, and the repository only needs the lookup.
		SingletonSupplier<DeviceNames> lazy = SingletonSupplier.of(() -> names.getIfAvailable(DeviceNames::plain));
		return new UserDirectory(store, index, policy, users, (userAgent) -> lazy.obtain().name(userAgent),
				settings.observer());
	}

	@Bean
	@ConditionalOnMissingBean
	UserSessions userSessions(UserDirectory directory, RedisSessionProperties properties) {
		return new StoreUserSessions(directory, timeout(properties));
	}

	static Duration timeout(RedisSessionProperties properties) {
		return properties.resilience().timeout().multipliedBy(STEPS);
	}

	/**
	 * Names devices with Yauaa if it is on the class path.
	 */
	@Bean
	@ConditionalOnClass(name = "nl.basjes.parse.useragent.UserAgentAnalyzer")
	@ConditionalOnMissingBean(DeviceNames.class)
	YauaaDeviceNames deviceNames() {
		return new YauaaDeviceNames();
	}

	@Bean
	@ConditionalOnWebApplication(type = Type.SERVLET)
	CurrentUserSessions currentUserSessions(UserSessions sessions) {
		return new ServletUserSessions(sessions);
	}

	@Bean
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnMissingBean
	ReactiveUserSessions reactiveUserSessions(UserDirectory directory, RedisSessionProperties properties,
			RedisSettings settings) {
		return new ReactiveStoreUserSessions(directory,
				new ReactiveOperations(new TimeBudget(timeout(properties)), settings.observer()));
	}

	@Bean
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	ReactiveCurrentUserSessions reactiveCurrentUserSessions(ReactiveUserSessions sessions) {
		return new ExchangeUserSessions(sessions);
	}

}
