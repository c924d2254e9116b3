package io.github.redissession.autoconfigure;

import jakarta.servlet.http.HttpSessionListener;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.session.autoconfigure.DefaultCookieSerializerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.config.annotation.web.http.SpringHttpSessionConfiguration;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.redissession.core.SessionSettings;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.id.ResolverCookieSerializer;
import io.github.redissession.id.TokenHttpSessionIdResolver;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.RequestPolicy;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.web.OutagePage;
import io.github.redissession.web.SessionListeners;
import io.github.redissession.web.StoredSessionFilter;

/**
 * Spring Session's own servlet configuration, but clients receive and send tokens instead
 * of ids, and the filter applies the policy for the request.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
class TokenHttpSessionConfiguration extends SpringHttpSessionConfiguration {

	private final SessionSettings settings;

	private final RequestPolicy policy;

	private final ListableBeanFactory beans;

	TokenHttpSessionConfiguration(SessionSettings settings, RequestPolicy policy, ListableBeanFactory beans) {
		this.settings = settings;
		this.policy = policy;
		this.beans = beans;
	}

	@Bean
	StoredSessionRepository sessionRepository(SessionStore store, @Lazy SessionLookup lookup,
			RedisSessionProperties properties) {
		return new StoredSessionRepository(store, lookup, this.settings,
				ResilienceConfiguration.timeout(store, properties));
	}

	@Bean
	@ConditionalOnMissingBean
	static OutagePage sessionOutagePage(RedisSessionProperties properties) {
		return OutagePage.plain(properties.resilience().retryAfter());
	}

	/**
	 * A token does not need Base64 encoding.
	 */
	@Bean
	static DefaultCookieSerializerCustomizer plainTokenCookieCustomizer() {
		return (serializer) -> serializer.setUseBase64Encoding(false);
	}

	@Override
	@Bean
	public SessionListeners sessionEventHttpSessionListenerAdapter() {
		return new SessionListeners(this.beans.getBeanProvider(HttpSessionListener.class).orderedStream().toList());
	}

	@Override
	@Bean
	public <S extends Session> SessionRepositoryFilter<? extends Session> springSessionRepositoryFilter(
			SessionRepository<S> sessionRepository) {
		StoredSessionFilter<S> filter = new StoredSessionFilter<>(sessionRepository, this.policy,
				this.beans.getBean(OutagePage.class), this.beans.getBean(SessionListeners.class));
		filter.setHttpSessionIdResolver(resolver());
		return filter;
	}

	/**
	 * Transports tokens by the application's own resolver, or else by a cookie.
	 */
	private HttpSessionIdResolver resolver() {
		HttpSessionIdResolver own = this.beans.getBeanProvider(HttpSessionIdResolver.class)
			.getIfAvailable(() -> cookies(this.beans.getBeanProvider(CookieSerializer.class)
				.getIfAvailable(DefaultCookieSerializer::new)));
		HttpSessionIdResolver tokens = new TokenHttpSessionIdResolver(own, this.settings.observer());
		return (own instanceof CookieHttpSessionIdResolver) ? cookies(new ResolverCookieSerializer(tokens)) : tokens;
	}

	private static CookieHttpSessionIdResolver cookies(CookieSerializer serializer) {
		CookieHttpSessionIdResolver resolver = new CookieHttpSessionIdResolver();
		resolver.setCookieSerializer(serializer);
		return resolver;
	}

}
