package io.github.redissession.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.redissession.beans.SessionBeanEnds;
import io.github.redissession.beans.SessionBeans;
import io.github.redissession.beans.StoredSessionScope;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.spi.AttributeCodec;

/**
 * Stores session-scoped beans, which only servlet applications have.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
class SessionBeansConfiguration {

	@Bean
	static BeanFactoryPostProcessor storedSessionScope() {
		return StoredSessionScope::replace;
	}

	@Bean
	SessionBeans sessionBeans(DefaultListableBeanFactory factory) {
		return new SessionBeans(factory);
	}

	@Bean
	CodecLayer sessionBeansCodecLayer(SessionBeans beans) {
		return beans::codec;
	}

	/**
	 * Destroys beans on threads that may block.
	 */
	@Bean
	SessionBeanEnds sessionBeanEnds(SessionBeans beans, ObjectProvider<SessionSettings> settings) {
		Executor threads = ForkJoinPool.commonPool();
		return new SessionBeanEnds(beans, () -> codec(settings), threads);
	}

	private static AttributeCodec codec(ObjectProvider<SessionSettings> settings) {
		return settings.getObject().codec();
	}

}
