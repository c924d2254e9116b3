package io.github.redissession.websocket;

import java.util.Map;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.redissession.StoredSession;
import io.github.redissession.core.RequestSession;
import io.github.redissession.core.StoredSessionRepository;

/**
 * Ties a socket to the session of its handshake. It has to be the last interceptor,
 * because the others may begin a session.
 *
 * @param repository saves the sessions
 */
record SocketHandshake(StoredSessionRepository repository) implements HandshakeInterceptor {

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		HttpSession session = (request instanceof ServletServerHttpRequest servlet)
				? servlet.getServletRequest().getSession(false) : null;
		if (session != null && session.getAttribute(StoredSession.SELF) instanceof RequestSession stored) {
			new SocketSession(stored, this.repository).putInto(attributes);
		}
		return true;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

}
