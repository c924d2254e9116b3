package io.github.redissession.web;

import java.time.Instant;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.redissession.StoredSession;
import io.github.redissession.core.RequestSession;
import io.github.redissession.core.SessionRequest;

/**
 * The session of one servlet request, through all its dispatches: how it is found, when
 * it is saved, and what the client is told. <pre>
 * getSession, changeSessionId   the token is written into the response, which may accept no
 *                               headers later: after a forward or within an include
 * before the response is        the session is saved, and the token is taken back if it is not
 * committed, or forwarded       stored after all; so the next request of the client finds it
 * a change after that           is saved at once
 * the end of a dispatch, or     the session is saved
 * of an asynchronous request
 * </pre> A session whose client keeps its token, because the session of that could not be
 * looked up, is told to the client only when it is saved, if at all.
 *
 * @param <S> the kind of session
 */
final class SessionExchange<S extends Session> {

	/** Where a resolver for cookies records what it has written, to write it once. */
	private static final String WRITTEN = CookieHttpSessionIdResolver.class.getName() + ".WRITTEN_SESSION_ID_ATTR";

	private static final String FORGET = "";

	private final SessionRepository<S> repository;

	private final HttpSessionIdResolver resolver;

	private final SessionRequest facts;

	private final SessionListeners listeners;

	private HttpServletRequest request;

	private final TokenHeaders headers;

	private @Nullable StoredHttpSession<S> current;

	private boolean resolved;

	private @Nullable String requestedId;

	/** The session that the client has asked for. */
	private @Nullable S requested;

	/** The id whose token the client has. */
	private @Nullable String clientId;

	/** Whether the session that the client has asked for was ended. */
	private boolean clientEnded;

	private volatile boolean flushed;

	/** Whether the container may use the request and the response for another client. */
	private volatile boolean over;

	SessionExchange(Services<S> services, SessionRequest facts, HttpServletRequest request,
			HttpServletResponse response) {
		this.repository = services.repository();
		this.resolver = services.resolver();
		this.listeners = services.listeners();
		this.facts = facts;
		this.request = request;
		this.headers = new TokenHeaders(response);
	}

	/**
	 * Begins a dispatch.
	 * @param wrapped the request as the application sees it
	 * @param response the response that receives headers
	 */
	void enter(HttpServletRequest wrapped, HttpServletResponse response) {
		resume();
		this.request = wrapped;
		this.headers.use(response);
	}

	/**
	 * Ends a dispatch.
	 * @param asynchronous whether the request goes on
	 */
	void leave(boolean asynchronous) {
		try {
			save();
		}
		finally {
			this.over = !asynchronous;
		}
	}

	/**
	 * Continues with the request and the response of an earlier dispatch.
	 */
	void resume() {
		this.over = false;
	}

	SessionRequest facts() {
		return this.facts;
	}

	ChangeListeners changes() {
		return this.listeners.changes();
	}

	HttpServletRequest request() {
		return this.request;
	}

	/**
	 * Returns the id that the client has asked for. During an outage it has asked for
	 * none, as whether its session has expired is unknown.
	 */
	@Nullable String requestedId() {
		requested();
		return this.facts.isUnresolved() ? null : this.requestedId;
	}

	boolean isRequestedIdValid() {
		S found = requested();
		if (found != null) {
			found.setLastAccessedTime(Instant.now());
		}
		return found != null;
	}

	boolean usesCookies() {
		return this.resolver instanceof CookieHttpSessionIdResolver;
	}

	private @Nullable S requested() {
		if (!this.resolved) {
			for (String id : this.resolver.resolveSessionIds(this.request)) {
				this.requested = find(id);
				if (this.requestedId == null || this.requested != null) {
					this.requestedId = id;
				}
				if (this.requested != null) {
					this.clientId = id;
					break;
				}
			}
			this.resolved = true;
			if (this.requested == null && !this.facts.isUnresolved()) {
				this.request.setAttribute(SessionRepositoryFilter.INVALID_SESSION_ID_ATTR, "true");
			}
		}
		return this.requested;
	}

	private @Nullable S find(String id) {
		SessionRequest previous = this.facts.enter();
		try {
			return this.repository.findById(id);
		}
		finally {
			SessionRequest.leave(previous);
		}
	}

	@Nullable StoredHttpSession<S> session() {
		StoredHttpSession<S> known = this.current;
		S found = (known != null) ? null : requested();
		if (found == null) {
			return known;
		}
		found.setLastAccessedTime(Instant.now());
		StoredHttpSession<S> opened = new StoredHttpSession<>(this, found, false);
		this.current = opened;
		if (this.facts.isRouted() && !isCommitted() && !this.facts.isOutage()) {
			write(found.getId());
		}
		return opened;
	}

	StoredHttpSession<S> begin() {
		if (isCommitted()) {
			throw new IllegalStateException("Cannot create a session after the response has been committed, "
					+ "because the client could not be told; call getSession() earlier");
		}
		SessionRequest previous = this.facts.enter();
		try {
			S session = this.repository.createSession();
			session.setLastAccessedTime(Instant.now());
			StoredHttpSession<S> begun = new StoredHttpSession<>(this, session, true);
			this.current = begun;
			tell(session);
			this.listeners.created(begun);
			return begun;
		}
		finally {
			SessionRequest.leave(previous);
		}
	}

	String changeId() {
		StoredHttpSession<S> view = session();
		if (view == null) {
			throw new IllegalStateException("Cannot change the session id: the request has no session");
		}
		if (isCommitted()) {
			throw new IllegalStateException("Cannot change the session id after the response has been committed, "
					+ "because the client could not be told");
		}
		String before = view.getId();
		String id = view.session().changeSessionId();
		if (this.requested != null) {
			this.requestedId = id;
		}
		tell(view.session());
		if (this.request.getDispatcherType() == DispatcherType.FORWARD) {
			save();
		}
		this.listeners.changes().idChanged(view, before);
		return id;
	}

	/**
	 * Writes the token of a session that is not saved yet, unless the client has to keep
	 * the one it has until this one is known to be stored.
	 */
	private void tell(S session) {
		if (this.facts.keepsToken()) {
			this.headers.takeBack();
		}
		else {
			write(session.getId());
		}
	}

	private void write(String id) {
		this.request.removeAttribute(WRITTEN);
		this.headers.write(id, (response) -> {
			if (id.equals(FORGET)) {
				this.resolver.expireSession(this.request, response);
			}
			else {
				this.resolver.setSessionId(this.request, response, id);
			}
		});
	}

	/**
	 * Ends a session.
	 */
	void end(StoredHttpSession<S> view) {
		if (view.isBegun() && isUnsaved(view.session())) {
			this.listeners.discarded(view);
		}
		if (this.current == view) {
			this.current = null;
		}
		if (this.over) {
			this.listeners.endByRequest(storedId(view), () -> this.repository.deleteById(view.getId()));
			return;
		}
		this.requested = null;
		this.clientEnded |= !view.isBegun();
		if (!this.clientEnded) {
			this.headers.takeBack();
		}
		SessionRequest previous = this.facts.enter();
		try {
			this.listeners.endByRequest(storedId(view), () -> this.repository.deleteById(view.getId()));
		}
		finally {
			SessionRequest.leave(previous);
		}
		if (this.clientEnded) {
			write(FORGET);
		}
	}

	/**
	 * Saves the session, and takes its new token back if it is not stored.
	 */
	void save() {
		StoredHttpSession<S> view = this.current;
		if (view == null) {
			if (this.clientEnded && !this.headers.contains(FORGET)) {
				write(FORGET);
			}
			return;
		}
		S session = view.session();
		if (isUnsaved(session)) {
			this.listeners.announcing(session.getId());
		}
		try {
			this.repository.save(session);
		}
		catch (RuntimeException ex) {
			this.headers.takeBack();
			throw ex;
		}
		String id = session.getId();
		if (id.equals(this.clientId)) {
			return;
		}
		if (session instanceof StoredSession stored && stored.getToken() == null) {
			this.headers.takeBack();
		}
		else if (!this.headers.contains(id)) {
			write(id);
		}
	}

	/**
	 * Called before the response is sent, or headers are not accepted any more.
	 */
	void flush() {
		if (!this.flushed) {
			save();
			this.flushed = true;
		}
	}

	/**
	 * Called before the request is forwarded. If the token of its session has changed,
	 * whether the session is stored must be known before that.
	 */
	void forward() {
		StoredHttpSession<S> view = this.current;
		if (view != null && !view.getId().equals(this.clientId)) {
			save();
		}
	}

	/**
	 * Called after a change of a session.
	 */
	void changed(StoredHttpSession<S> view) {
		if (view == this.current && this.over) {
			saveAfterwards(view.session());
		}
		else if (view == this.current && (this.flushed || isCommitted())) {
			save();
		}
	}

	/**
	 * Saves a session that the application uses longer than the request, as WebSockets
	 * do.
	 */
	private void saveAfterwards(S session) {
		if (session instanceof RequestSession stored) {
			stored.outliveRequest(null);
		}
		this.repository.save(session);
	}

	private boolean isCommitted() {
		return this.headers.isCommitted();
	}

	private static String storedId(StoredHttpSession<?> view) {
		String stored = (view.session() instanceof StoredSession session) ? session.getStoredId() : null;
		return (stored != null) ? stored : view.getId();
	}

	private static boolean isUnsaved(Session session) {
		return session instanceof StoredSession stored && stored.getStoredId() == null;
	}

	/**
	 * What all requests share.
	 *
	 * @param <S> the kind of session
	 * @param repository finds and saves the sessions
	 * @param resolver reads and writes the ids that clients send and receive
	 * @param listeners are told of sessions that begin
	 */
	record Services<S extends Session>(SessionRepository<S> repository, HttpSessionIdResolver resolver,
			SessionListeners listeners) {

	}

}
