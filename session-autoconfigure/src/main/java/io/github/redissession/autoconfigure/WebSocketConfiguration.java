package io.github.redissession.autoconfigure;

import java.util.stream.Stream;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.websocket.SessionSockets;
import io.github.redissession.websocket.SocketEndpoints;
import io.github.redissession.websocket.SocketMessages;

/**
 * Configures what ties WebSockets to sessions. Not for an application with a store of its
 * own.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ WebSocketHttpRequestHandler.class, SimpleUrlHandlerMapping.class })
@ConditionalOnMissingBean(SessionStore.class)
class WebSocketConfiguration {

	private static final String PROLONG = "redis-session.websocket.prolong-session";

	/** The mappings of @EnableWebSocketMessageBroker and @EnableWebSocket. */
	private static final String[] MAPPINGS = { "stompWebSocketHandlerMapping", "webSocketHandlerMapping" };

	@Bean
	SessionSockets sessionSockets(ListableBeanFactory beans, ObjectProvider<SessionStore> store) {
		return new SessionSockets(() -> Stream.of(MAPPINGS).anyMatch(beans::containsBean),
				(id) -> store.getObject().find(id).toCompletableFuture().join() != null);
	}

	@Bean
	static SocketEndpoints sessionSocketEndpoints(ObjectProvider<SessionSockets> sockets,
			ObjectProvider<StoredSessionRepository> repository, Environment environment) {
		return new SocketEndpoints(sockets::getObject, repository::getObject, prolongs(environment));
	}

	/**
	 * Post-processors are created before the properties are bound.
	 */
	private static boolean prolongs(Environment environment) {
		return environment.getProperty(PROLONG, Boolean.class, false);
	}

	/**
	 * Saves what messages change that a broker distributes.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ExecutorChannelInterceptor.class)
	static class BrokerConfiguration {

		@Bean
		static SocketMessages sessionSocketMessages(Environment environment) {
			return new SocketMessages(prolongs(environment));
		}

	}

}
