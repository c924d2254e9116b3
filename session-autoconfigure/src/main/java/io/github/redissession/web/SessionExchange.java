package io.github.redissession.web;

import java.io.IOException;
import java.time.Instant;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.HttpSessionIdResolver;

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
final class SessionExchange<S extends Session> implements StoredHttpSession.Scope<S> {

	/** Where a resolver for cookies records what it has written, to write it once. */
	private static final String WRITTEN = CookieHttpSessionIdResolver.class.getName() + ".WRITTEN_SESSION_ID_ATTR";

	private static final String FORGET = "";

	private final SessionRepository<S> repository;

	private final HttpSessionIdResolver resolver;

	private final SessionListeners listeners;

	private final Services<S> services;

	private final SessionRequest facts;

	private final RequestedSession<S> requested;

	private HttpServletRequest request;

	private final TokenHeaders headers;

	private @Nullable StoredHttpSession<S> current;

	private volatile boolean flushed;

	/** Whether the client has been told that the store has failed. */
	private boolean refused;

	/** Whether the container may use the request and the response for another client. */
	private volatile boolean over;

	SessionExchange(Services<S> services, SessionRequest facts, HttpServletRequest request,
			HttpServletResponse response) {
		this.services = services;
		this.repository = services.repository();
		this.resolver = services.resolver();
		this.listeners = services.listeners();
		this.facts = facts;
		this.requested = new RequestedSession<>(services.repository(), services.resolver(), facts);
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
	 * Ends a dispatch. If the request goes on, its response belongs to another thread,
	 * which saves the session once more and tells the client if that fails.
	 * @param asynchronous whether the request goes on
	 */
	void leave(boolean asynchronous) {
		try {
			save();
		}
		catch (RuntimeException ex) {
			if (!asynchronous || OutageText.failure(ex) == null) {
				throw ex;
			}
		}
		finally {
			this.over |= !asynchronous;
		}
	}

	/**
	 * Ends an asynchronous request.
	 */
	void end() {
		this.over = true;
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

	@Override
	public ChangeListeners changes() {
		return this.listeners.changes();
	}

	HttpServletRequest request() {
		return this.request;
	}

	@Nullable String requestedId() {
		return this.requested.id(this.request);
	}

	boolean isRequestedIdValid() {
		S found = this.over ? null : this.requested.find(this.request);
		if (found != null) {
			found.setLastAccessedTime(Instant.now());
		}
		return found != null;
	}

	boolean usesCookies() {
		return this.resolver instanceof CookieHttpSessionIdResolver;
	}

	@Nullable StoredHttpSession<S> session() {
		StoredHttpSession<S> known = this.current;
		S found = (known != null || this.over) ? null : this.requested.find(this.request);
		if (found == null) {
			return known;
		}
		found.setLastAccessedTime(Instant.now());
		StoredHttpSession<S> opened = view(found, false);
		this.current = opened;
		if (this.facts.isRouted() && !isCommitted() && !this.facts.isOutage()) {
			write(found.getId());
		}
		return opened;
	}

	private StoredHttpSession<S> view(S session, boolean begun) {
		return new StoredHttpSession<>(this, session, this.request.getServletContext(), begun);
	}

	StoredHttpSession<S> begin() {
		checkRunning();
		if (isCommitted()) {
			throw new IllegalStateException("Cannot create a session after the response has been committed, "
					+ "because the client could not be told; call getSession() earlier");
		}
		SessionRequest previous = this.facts.enter();
		try {
			S session = this.repository.createSession();
			session.setLastAccessedTime(Instant.now());
			StoredHttpSession<S> begun = view(session, true);
			this.current = begun;
			tell(session);
			this.listeners.created(begun);
			if (session instanceof RequestSession stored) {
				stored.markRecurring();
			}
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
		checkRunning();
		if (isCommitted()) {
			throw new IllegalStateException("Cannot change the session id after the response has been committed, "
					+ "because the client could not be told");
		}
		String before = view.getId();
		String id = view.session().changeSessionId();
		this.requested.changedId(id);
		tell(view.session());
		if (this.request.getDispatcherType() == DispatcherType.FORWARD) {
			save();
		}
		this.listeners.changes().idChanged(view, before);
		return id;
	}

	/**
	 * After the request, its request and response may belong to another client.
	 */
	private void checkRunning() {
		if (this.over) {
			throw new IllegalStateException("The request has ended, so its client cannot be told of a session");
		}
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
	@Override
	public void end(StoredHttpSession<S> view) {
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
		this.requested.forget(!view.isBegun());
		if (!this.requested.isEnded()) {
			this.headers.takeBack();
		}
		SessionRequest previous = this.facts.enter();
		try {
			this.listeners.endByRequest(storedId(view), () -> this.repository.deleteById(view.getId()));
		}
		finally {
			SessionRequest.leave(previous);
		}
		if (this.requested.isEnded()) {
			write(FORGET);
		}
	}

	/**
	 * Saves the session, and takes its new token back if it is not stored.
	 */
	void save() {
		if (this.over) {
			return;
		}
		StoredHttpSession<S> view = this.current;
		if (view == null) {
			if (this.requested.isEnded() && !this.headers.contains(FORGET)) {
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
		if (this.requested.isTokenOf(id)) {
			return;
		}
		if (isUnsaved(session) || (session instanceof StoredSession stored && stored.getToken() == null)) {
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
		if (view != null && !this.requested.isTokenOf(view.getId())) {
			save();
		}
	}

	/**
	 * Called after a change of a session.
	 */
	@Override
	public void changed(StoredHttpSession<S> view) {
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

	@Override
	public HttpSession.Accessor accessor(StoredHttpSession<S> view) {
		return new SessionAccess<>(this.services, view.getId(), view.getServletContext());
	}

	/**
	 * Tells the client that the store has failed, unless it has received something else
	 * by now. Two threads may find that out, as the one that has made the request
	 * asynchronous and the one that completes it. A token that could not be taken back
	 * before may be in the headers still.
	 * @return whether the client is told
	 */
	synchronized boolean refuse(HttpServletRequest current, HttpServletResponse response, Throwable ex)
			throws IOException {
		if (!this.refused) {
			this.headers.takeBack();
			this.refused = this.services.refusal().write(current, response, ex);
		}
		return this.refused;
	}

	/**
	 * Tells the client so where no filter does.
	 */
	boolean refuse(RuntimeException ex) {
		try {
			return refuse(this.request, this.headers.response(), ex);
		}
		catch (IOException gone) {
			ex.addSuppressed(gone);
			return false;
		}
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
	 * @param refusal answers if a session cannot be saved
	 */
	record Services<S extends Session>(SessionRepository<S> repository, HttpSessionIdResolver resolver,
			SessionListeners listeners, StoredSessionFilter.Refusal refusal) {

	}

}
