package io.github.redissession.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

import io.github.redissession.StoredSession;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.user.LimitedSessionStrategy;
import io.github.redissession.user.UserAdmission;

/**
 * Tells Spring Security which logins a limit refuses, and which sessions a user has.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ SessionRegistry.class, CompositeSessionAuthenticationStrategy.class })
class UserSecurityConfiguration {

	@Bean
	LoginRefusal loginRefusal() {
		return (user) -> new SessionAuthenticationException(
				"User '" + user + "' has as many sessions as allowed; sign out on another device first");
	}

	@Bean
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnMissingBean(SessionRegistry.class)
	SpringSessionBackedSessionRegistry<StoredSession> sessionRegistry(StoredSessionRepository repository) {
		return new SpringSessionBackedSessionRegistry<>(repository);
	}

	@Bean
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static LimitedLogins limitedLogins(ObjectProvider<LimitedSessionStrategy> strategy) {
		return new LimitedLogins(strategy);
	}

	@Bean
	@ConditionalOnWebApplication(type = Type.SERVLET)
	LimitedSessionStrategy limitedSessionStrategy(ObjectProvider<UserAdmission> admission, UserPolicy users,
			RedisSessionProperties properties) {
		return new LimitedSessionStrategy(admission::getObject, users, UserConfiguration.timeout(properties));
	}

	/**
	 * Applies the limit to every login of every filter chain. Spring Security passes the
	 * objects it builds through the bean post-processors, and offers no other way to add
	 * a strategy without replacing the application's own.
	 */
	record LimitedLogins(ObjectProvider<LimitedSessionStrategy> strategy) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof CompositeSessionAuthenticationStrategy logins)
					? new CompositeSessionAuthenticationStrategy(List.of(logins, this.strategy.getObject())) : bean;
		}

	}

}
