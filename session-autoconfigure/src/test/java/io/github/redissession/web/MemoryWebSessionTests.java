package io.github.redissession.web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference: WebFlux' own sessions.
 */
class MemoryWebSessionTests extends WebSessionContract {

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		String ours = "io.github.redissession.autoconfigure.RedisSession";
		application = WebSessionSite.start("management.health.redis.enabled=false",
				"spring.autoconfigure.exclude=" + ours + "AutoConfiguration," + ours + "EndpointAutoConfiguration,"
						+ ours + "HealthAutoConfiguration," + ours + "MetricsAutoConfiguration");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Override
	ConfigurableApplicationContext application() {
		return application;
	}

	@Test
	void theSessionsAreThoseOfWebFlux() {
		Object manager = application.getBean(WebHttpHandlerBuilder.WEB_SESSION_MANAGER_BEAN_NAME);
		assertThat(((DefaultWebSessionManager) manager).getSessionStore()).isInstanceOf(InMemoryWebSessionStore.class);
	}

}
