package io.github.redissession.autoconfigure;

import java.util.EventListener;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.session.autoconfigure.DefaultCookieSerializerCustomizer;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
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
import io.github.redissession.web.ChangeListeners;
import io.github.redissession.web.OutagePage;
import io.github.redissession.web.SessionListeners;
import io.github.redissession.web.StoredSessionFilter;
import io.github.redissession.web.UnbindingObserver;

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
				ResilienceConfiguration.budgets(store, properties));
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
		return new SessionListeners(listeners(HttpSessionListener.class), new ChangeListeners(
				listeners(HttpSessionAttributeListener.class), listeners(HttpSessionIdListener.class)));
	}

	/**
	 * Returns the listeners that are beans, and those that beans register at the
	 * container, which never calls them because it has no sessions.
	 */
	private <L extends EventListener> List<L> listeners(Class<L> type) {
		Stream<?> registered = this.beans.getBeanProvider(ServletListenerRegistrationBean.class)
			.orderedStream()
			.filter((bean) -> bean.isEnabled())
			.map((bean) -> bean.getListener());
		return Stream
			.concat(this.beans.getBeanProvider(type).orderedStream(),
					registered.filter(type::isInstance).map(type::cast))
			.distinct()
			.toList();
	}

	/**
	 * Unbinds attributes on threads that may block.
	 */
	@Bean
	static UnbindingObserver sessionUnbindingObserver(ObjectProvider<SessionListeners> listeners,
			ObjectProvider<SessionSettings> settings) {
		return new UnbindingObserver(listeners::getObject, settings::getObject, ForkJoinPool.commonPool());
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
			.getIfAvailable(() -> cookies(
					this.beans.getBeanProvider(CookieSerializer.class).getIfAvailable(DefaultCookieSerializer::new)));
		HttpSessionIdResolver tokens = new TokenHttpSessionIdResolver(own, this.settings.observer(),
				this.settings.legacy());
		return (own instanceof CookieHttpSessionIdResolver) ? cookies(new ResolverCookieSerializer(tokens)) : tokens;
	}

	private static CookieHttpSessionIdResolver cookies(CookieSerializer serializer) {
		CookieHttpSessionIdResolver resolver = new CookieHttpSessionIdResolver();
		resolver.setCookieSerializer(serializer);
		return resolver;
	}

}
