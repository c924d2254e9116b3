package io.github.redissession.websocket;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import io.github.redissession.core.RequestSession;
import io.github.redissession.core.StoredSessionRepository;

/**
 * The session under which a WebSocket was opened, in the attributes of the WebSocket.
 */
final class SocketSession {

	private static final Log logger = LogFactory.getLog(SocketSession.class);

	private static final String ATTRIBUTE = SocketSession.class.getName();

	private static final CloseStatus ENDED = CloseStatus.POLICY_VIOLATION.withReason("The session has ended");

	private final RequestSession session;

	private final StoredSessionRepository repository;

	private volatile @Nullable WebSocketSession socket;

	SocketSession(RequestSession session, StoredSessionRepository repository) {
		this.session = session;
		this.repository = repository;
	}

	static @Nullable SocketSession in(@Nullable Map<String, Object> attributes) {
		return (attributes != null && attributes.get(ATTRIBUTE) instanceof SocketSession found) ? found : null;
	}

	void putInto(Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, this);
	}

	String id() {
		return this.session.getId();
	}

	void follow(String newId) {
		this.session.follow(newId);
	}

	void opened(WebSocketSession opened) {
		this.socket = opened;
	}

	/**
	 * Stores what a message has changed. Without a change this costs nothing. If Redis is
	 * unavailable, the change is stored after the next message.
	 * @param accessed when the message arrived, {@code null} if it is no access
	 */
	void save(@Nullable Instant accessed) {
		try {
			this.session.outliveRequest(accessed);
			this.repository.save(this.session);
		}
		catch (RuntimeException ex) {
			logger.warn("Could not save what a WebSocket message has changed in session " + id(), ex);
		}
		if (this.session.isGone()) {
			close();
		}
	}

	/**
	 * Closes the socket. May block while its client reads nothing.
	 */
	void close() {
		WebSocketSession open = this.socket;
		if (open != null && open.isOpen()) {
			try {
				open.close(ENDED);
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("Could not close a WebSocket of a session that has ended", ex);
			}
		}
	}

}
