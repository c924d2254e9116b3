package io.github.redissession.web;

import java.time.Instant;
import java.util.function.Consumer;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;

import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * The use of a session outside of a request, for example by a WebSocket. It is an access,
 * as a request is one: the session is read, and saved afterwards.
 *
 * @param <S> the kind of session
 * @param services what is shared with requests
 * @param id the session's id
 * @param context the application
 */
record SessionAccess<S extends Session>(SessionExchange.Services<S> services, String id,
		ServletContext context) implements HttpSession.Accessor {

	@Override
	public void access(Consumer<HttpSession> consumer) {
		SessionRepository<S> repository = this.services.repository();
		S session = repository.findById(this.id);
		if (session == null) {
			throw new IllegalStateException("There is no session %s any more".formatted(this.id));
		}
		session.setLastAccessedTime(Instant.now());
		Once<S> once = new Once<>(this);
		try {
			consumer.accept(new StoredHttpSession<>(once, session, this.context, false));
		}
		finally {
			if (!once.ended) {
				repository.save(session);
			}
		}
	}

	/**
	 * One access.
	 */
	private static final class Once<S extends Session> implements StoredHttpSession.Scope<S> {

		private final SessionAccess<S> access;

		private boolean ended;

		private Once(SessionAccess<S> access) {
			this.access = access;
		}

		@Override
		public ChangeListeners changes() {
			return this.access.services.listeners().changes();
		}

		@Override
		public void changed(StoredHttpSession<S> view) {
			// It is saved at the end.
		}

		@Override
		public void end(StoredHttpSession<S> view) {
			this.ended = true;
			this.access.services.listeners()
				.endByRequest(view.getId(), () -> this.access.services.repository().deleteById(view.getId()));
		}

		@Override
		public HttpSession.Accessor accessor(StoredHttpSession<S> view) {
			return this.access;
		}

	}

}
