package io.github.redissession.autoconfigure;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.support.SessionFlashMapManager;

import io.github.redissession.web.flash.StoredFlashMaps;

/**
 * Stores the flash attributes of Spring MVC in a form that every format supports.
 * Replaces Spring MVC's own manager, also with {@code @EnableWebMvc}, but no other.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(SessionFlashMapManager.class)
class FlashConfiguration {

	@Bean
	static BeanPostProcessor storedFlashMaps(Environment environment) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean.getClass() == SessionFlashMapManager.class) ? stored((SessionFlashMapManager) bean,
						environment.getProperty("redis-session.flash-cookie", Boolean.class, false)) : bean;
			}

		};
	}

	private static StoredFlashMaps stored(SessionFlashMapManager manager, boolean cookie) {
		StoredFlashMaps stored = new StoredFlashMaps(cookie);
		stored.setFlashMapTimeout(manager.getFlashMapTimeout());
		return stored;
	}

}
