package io.github.redissession.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.session.CookieWebSessionIdResolver;
import org.springframework.web.server.session.WebSessionIdResolver;

import io.github.redissession.core.ReactiveStoredSessionRepository;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.id.TokenWebSessionIdResolver;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.RequestPolicy;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.web.OutageWebExceptionHandler;
import io.github.redissession.web.StoredSessionWebFilter;
import io.github.redissession.web.StoredWebSessionManager;

/**
 * Configures WebFlux applications, whose clients receive and send tokens instead of ids.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.REACTIVE)
class TokenWebSessionConfiguration {

	@Bean
	ReactiveStoredSessionRepository reactiveSessionRepository(SessionStore store, @Lazy SessionLookup lookup,
			SessionSettings settings, RedisSessionProperties properties) {
		return new ReactiveStoredSessionRepository(store, lookup, settings,
				ResilienceConfiguration.budgets(store, properties));
	}

	@Bean
	StoredSessionWebFilter sessionRequestWebFilter(RequestPolicy policy) {
		return new StoredSessionWebFilter(policy);
	}

	/**
	 * Precedes Spring Boot's handler, which handles every exception.
	 */
	@Bean
	@Order(-2)
	@ConditionalOnMissingBean(name = "sessionOutageExceptionHandler")
	WebExceptionHandler sessionOutageExceptionHandler(RedisSessionProperties properties) {
		return new OutageWebExceptionHandler(properties.resilience().retryAfter());
	}

	@Bean(WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME)
	StoredWebSessionManager webSessionManager(ReactiveStoredSessionRepository repository, SessionSettings settings,
			ObjectProvider<WebSessionIdResolver> resolvers, RequestPolicy policy) {
		WebSessionIdResolver resolver = resolvers.getIfAvailable(CookieWebSessionIdResolver::new);
		return new StoredWebSessionManager(repository,
				new TokenWebSessionIdResolver(resolver, settings.observer(), settings.legacy()), policy);
	}

}
