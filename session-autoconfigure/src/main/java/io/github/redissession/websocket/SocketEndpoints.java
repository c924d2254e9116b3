package io.github.redissession.websocket;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyValues;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.ExceptionWebSocketHandlerDecorator;
import org.springframework.web.socket.handler.LoggingWebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import org.springframework.web.socket.sockjs.transport.TransportHandlingSockJsService;

import io.github.redissession.core.StoredSessionRepository;

/**
 * Ties the sockets of all endpoints to their sessions: those of a message broker, of
 * single handlers, with and without SockJS, and those that an application has mapped
 * itself. A subclass of Spring's request handlers stays as it is.
 */
public final class SocketEndpoints implements InstantiationAwareBeanPostProcessor {

	/** What Spring adds again to the handler of a new endpoint. */
	private static final Set<Class<?>> ADDED = Set.of(ExceptionWebSocketHandlerDecorator.class,
			LoggingWebSocketHandlerDecorator.class);

	private final Supplier<SessionSockets> sockets;

	private final Supplier<StoredSessionRepository> repository;

	private final boolean prolongs;

	/**
	 * Creates the post-processor.
	 * @param sockets the sockets of this node, created at the first endpoint
	 * @param repository saves the sessions, created at the first endpoint
	 * @param prolongs whether a message prolongs the session
	 */
	public SocketEndpoints(Supplier<SessionSockets> sockets, Supplier<StoredSessionRepository> repository,
			boolean prolongs) {
		this.sockets = sockets;
		this.repository = repository;
		this.prolongs = prolongs;
	}

	/**
	 * A mapping registers its handlers when it is initialized, so they are replaced
	 * before.
	 */
	@Override
	public PropertyValues postProcessProperties(PropertyValues values, Object bean, String name) {
		if (bean instanceof SimpleUrlHandlerMapping mapping) {
			@SuppressWarnings("unchecked")
			Map<String, Object> handlers = (Map<String, Object>) mapping.getUrlMap();
			handlers.replaceAll((path, handler) -> tied(handler));
		}
		return values;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		return tied(bean);
	}

	private Object tied(Object endpoint) {
		if (endpoint.getClass() == WebSocketHttpRequestHandler.class) {
			return tied((WebSocketHttpRequestHandler) endpoint);
		}
		return (endpoint.getClass() == SockJsHttpRequestHandler.class) ? tied((SockJsHttpRequestHandler) endpoint)
				: endpoint;
	}

	private WebSocketHttpRequestHandler tied(WebSocketHttpRequestHandler endpoint) {
		WebSocketHandler handler = tied(endpoint.getWebSocketHandler());
		if (handler == null) {
			return endpoint;
		}
		WebSocketHttpRequestHandler tied = new WebSocketHttpRequestHandler(handler, endpoint.getHandshakeHandler());
		tied.setHandshakeInterceptors(withOurs(endpoint.getHandshakeInterceptors()));
		return tied;
	}

	private SockJsHttpRequestHandler tied(SockJsHttpRequestHandler endpoint) {
		WebSocketHandler handler = tied(endpoint.getWebSocketHandler());
		if (handler == null) {
			return endpoint;
		}
		if (endpoint.getSockJsService() instanceof TransportHandlingSockJsService service) {
			service.setHandshakeInterceptors(withOurs(service.getHandshakeInterceptors()));
		}
		return new SockJsHttpRequestHandler(endpoint.getSockJsService(), handler);
	}

	/**
	 * Returns the decorated handler, {@code null} if it is decorated already.
	 */
	private @Nullable WebSocketHandler tied(WebSocketHandler handler) {
		WebSocketHandler inner = handler;
		while (ADDED.contains(inner.getClass())) {
			inner = ((WebSocketHandlerDecorator) inner).getDelegate();
		}
		if (inner instanceof SocketHandler) {
			return null;
		}
		this.sockets.get().need();
		return new SocketHandler(inner, this.sockets.get(), InstantSource.system(), this.prolongs);
	}

	private List<HandshakeInterceptor> withOurs(List<HandshakeInterceptor> interceptors) {
		List<HandshakeInterceptor> all = new ArrayList<>(interceptors);
		all.removeIf(SocketHandshake.class::isInstance);
		all.add(new SocketHandshake(this.repository.get()));
		return all;
	}

}
