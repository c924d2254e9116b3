package io.github.redissession.websocket;

import java.time.Instant;
import java.time.InstantSource;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/**
 * Saves the session after each message, and keeps the socket among those of its session
 * while it is open.
 */
final class SocketHandler extends WebSocketHandlerDecorator {

	/** Its messages are handled later, on other threads. */
	private static final String STOMP = "org.springframework.web.socket.messaging.SubProtocolWebSocketHandler";

	private final SessionSockets sockets;

	private final InstantSource clock;

	private final boolean prolongs;

	private final boolean stomp;

	/**
	 * Creates the decorator.
	 * @param prolongs whether a message is an access
	 */
	SocketHandler(WebSocketHandler delegate, SessionSockets sockets, InstantSource clock, boolean prolongs) {
		super(delegate);
		this.sockets = sockets;
		this.clock = clock;
		this.prolongs = prolongs;
		this.stomp = getLastHandler().getClass().getName().equals(STOMP);
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) throws Exception {
		SocketSession socket = SocketSession.in(session.getAttributes());
		if (socket != null) {
			socket.opened(session);
			this.sockets.add(socket);
		}
		super.afterConnectionEstablished(session);
		if (socket != null) {
			socket.save(null);
		}
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
		SocketSession socket = this.stomp ? null : SocketSession.in(session.getAttributes());
		try {
			super.handleMessage(session, message);
		}
		finally {
			if (socket != null) {
				boolean access = this.prolongs && (message instanceof TextMessage || message instanceof BinaryMessage);
				Instant now = access ? this.clock.instant() : null;
				socket.save(now);
			}
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
		SocketSession socket = SocketSession.in(session.getAttributes());
		if (socket != null) {
			this.sockets.remove(socket);
		}
		super.afterConnectionClosed(session, status);
		if (socket != null) {
			socket.save(null);
		}
	}

}
