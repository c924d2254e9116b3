package io.github.redissession.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;

import org.springframework.session.events.AbstractSessionEvent;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.web.http.SessionEventHttpSessionListenerAdapter;

/**
 * Tells the application's listeners of sessions. The node that begins a session tells
 * them at once, on the thread of the request, so they may set attributes; other nodes
 * tell them when it has been stored, as Spring Session does.
 */
public final class SessionListeners extends SessionEventHttpSessionListenerAdapter {

	/** More sessions than are announced within seconds. */
	private static final int MAX_ANNOUNCED = 20_000;

	private final List<HttpSessionListener> listeners;

	private final ChangeListeners changes;

	private final Set<String> endedByRequest = ConcurrentHashMap.newKeySet();

	private volatile @Nullable ServletContext context;

	/** The ids of sessions whose announcement is under way, and of which all know. */
	private final Set<String> known = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX_ANNOUNCED;
		}

	}));

	/**
	 * Creates the list.
	 * @param listeners the listeners in the order in which they are told
	 * @param changes the listeners of changes
	 */
	public SessionListeners(List<HttpSessionListener> listeners, ChangeListeners changes) {
		super(listeners.stream().map(Isolated::new).map(HttpSessionListener.class::cast).toList());
		this.listeners = listeners;
		this.changes = changes;
	}

	ChangeListeners changes() {
		return this.changes;
	}

	@Nullable ServletContext context() {
		return this.context;
	}

	@Override
	public void setServletContext(ServletContext context) {
		super.setServletContext(context);
		this.context = context;
	}

	/**
	 * Ends a session whose attributes are unbound by the request that ends it.
	 * @param id the id under which it is stored
	 * @param end ends it
	 */
	void endByRequest(String id, Runnable end) {
		this.endedByRequest.add(id);
		try {
			end.run();
		}
		finally {
			this.endedByRequest.remove(id);
		}
	}

	boolean isEndedByRequest(String id) {
		return this.endedByRequest.contains(id);
	}

	/**
	 * Tells of a session that this request has begun.
	 */
	void created(HttpSession session) {
		ChangeListeners.tell(this.listeners, session,
				(listener) -> listener.sessionCreated(new HttpSessionEvent(session)));
	}

	/**
	 * Tells of the end of a session that was never stored, and is not announced
	 * therefore.
	 */
	void discarded(HttpSession session) {
		ChangeListeners.tell(this.listeners, session,
				(listener) -> listener.sessionDestroyed(new HttpSessionEvent(session)));
	}

	/**
	 * Records that a session, of which the listeners know, is about to be stored and
	 * announced.
	 */
	void announcing(String id) {
		if (!this.listeners.isEmpty()) {
			this.known.add(id);
		}
	}

	@Override
	public void onApplicationEvent(AbstractSessionEvent event) {
		if (!(event instanceof SessionCreatedEvent && this.known.remove(event.getSessionId()))) {
			super.onApplicationEvent(event);
		}
	}

	/**
	 * A listener whose failure keeps no other one from being told.
	 *
	 * @param listener the listener
	 */
	private record Isolated(HttpSessionListener listener) implements HttpSessionListener {

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			ChangeListeners.tell(List.of(this.listener), event.getSession(), (one) -> one.sessionCreated(event));
		}

		@Override
		public void sessionDestroyed(HttpSessionEvent event) {
			ChangeListeners.tell(List.of(this.listener), event.getSession(), (one) -> one.sessionDestroyed(event));
		}

	}

}
