package io.github.redissession.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;
import org.springframework.security.web.server.SecurityWebFilterChain;

import io.github.redissession.StoreCircuit;
import io.github.redissession.UserSessions;
import io.github.redissession.actuate.SessionQueryEndpoint;
import io.github.redissession.actuate.SessionQueryEndpointWebExtension;
import io.github.redissession.actuate.SessionStoreEndpoint;
import io.github.redissession.actuate.SessionStoreEndpointWebExtension;
import io.github.redissession.actuate.StoreInspector;
import io.github.redissession.actuate.UserSessionsEndpoint;
import io.github.redissession.actuate.UserSessionsEndpointWebExtension;
import io.github.redissession.cache.NearCache;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.health.ConfigurationFacts.Endpoints;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.redis.inspect.MemoryInspection;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.takeover.TakeoverProgress;

/**
 * Auto-configuration for the actuator endpoints {@code sessionstore},
 * {@code usersessions} and {@code sessionquery}.
 */
@AutoConfiguration(after = RedisSessionAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(SessionChecks.class)
@EnableConfigurationProperties(SessionStoreEndpointProperties.class)
public final class RedisSessionEndpointAutoConfiguration {

	/** Inspecting keys takes several steps, and operators can wait longer than users. */
	private static final int STEPS = 5;

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	SessionStoreEndpoint sessionStoreEndpoint(SessionStore store, ServerInspection server, MemoryInspection memory,
			SessionChecks checks, SessionSettings settings, ExpiryPolicy policy, SessionNamespace namespace,
			RedisSessionProperties properties, StoreCircuit circuit, ObjectProvider<NearCache> nearCache,
			ObjectProvider<TakeoverProgress> takeover, ObjectProvider<SanitizingFunction> sanitizers,
			SessionStoreEndpointProperties endpoint, Environment environment) {
		EffectivePolicies policies = new EffectivePolicies(properties, policy, environment);
		StoreInspector inspector = new StoreInspector(namespace.value(), store, server, memory, checks, policies::all,
				circuit, nearCache.getIfAvailable(), takeover.getIfAvailable(),
				new TimeBudget(properties.resilience().timeout().multipliedBy(STEPS)));
		return new SessionStoreEndpoint(inspector, settings, policy, sanitizers.orderedStream().toList(),
				endpoint.showValues());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(SessionStoreEndpoint.class)
	SessionStoreEndpointWebExtension sessionStoreEndpointWebExtension(SessionStoreEndpoint delegate,
			SessionStoreEndpointProperties endpoint) {
		return new SessionStoreEndpointWebExtension(delegate, endpoint.showValues(), endpoint.roles());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	UserSessionsEndpoint userSessionsEndpoint(UserSessions sessions) {
		return new UserSessionsEndpoint(sessions);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(UserSessionsEndpoint.class)
	UserSessionsEndpointWebExtension userSessionsEndpointWebExtension(UserSessionsEndpoint delegate) {
		return new UserSessionsEndpointWebExtension(delegate);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	SessionQueryEndpoint sessionQueryEndpoint(SessionSearch search, ObjectProvider<SanitizingFunction> sanitizers,
			SessionStoreEndpointProperties endpoint) {
		return new SessionQueryEndpoint(search, sanitizers.orderedStream().toList(), endpoint.showValues());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(SessionQueryEndpoint.class)
	SessionQueryEndpointWebExtension sessionQueryEndpointWebExtension(SessionQueryEndpoint delegate,
			SessionStoreEndpointProperties endpoint) {
		return new SessionQueryEndpointWebExtension(delegate, endpoint.showValues(), endpoint.roles());
	}

	/**
	 * Finds out whether endpoints that are exposed over HTTP require authentication. No
	 * signature here mentions a type of Spring Security, which may be missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@Lazy
	@Conditional(OnWebExposure.class)
	static class GuardConfiguration {

		@Bean
		@ConditionalOnMissingClass("org.springframework.security.core.Authentication")
		EndpointGuard openSessionEndpoints() {
			return () -> Endpoints.OPEN;
		}

		@Bean
		@ConditionalOnClass(WebInvocationPrivilegeEvaluator.class)
		@ConditionalOnWebApplication(type = Type.SERVLET)
		EndpointGuard guardedSessionEndpoints(ObjectProvider<WebInvocationPrivilegeEvaluator> security,
				ObjectProvider<PathMappedEndpoints> web) {
			return new ServletEndpointGuard(security, web);
		}

		@Bean
		@ConditionalOnClass(SecurityWebFilterChain.class)
		@ConditionalOnWebApplication(type = Type.REACTIVE)
		EndpointGuard guardedReactiveSessionEndpoints(ObjectProvider<SecurityWebFilterChain> security) {
			return () -> security.stream().findAny().isPresent() ? Endpoints.UNKNOWN : Endpoints.OPEN;
		}

	}

	/**
	 * Matches if one of the endpoints is exposed over HTTP.
	 */
	static final class OnWebExposure extends AnyNestedCondition {

		OnWebExposure() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnAvailableEndpoint(endpoint = SessionStoreEndpoint.class, exposure = EndpointExposure.WEB)
		static final class Store {

		}

		@ConditionalOnAvailableEndpoint(endpoint = SessionQueryEndpoint.class, exposure = EndpointExposure.WEB)
		static final class Query {

		}

		@ConditionalOnAvailableEndpoint(endpoint = UserSessionsEndpoint.class, exposure = EndpointExposure.WEB)
		static final class Users {

		}

	}

}
