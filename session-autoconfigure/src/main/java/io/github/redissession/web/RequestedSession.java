package io.github.redissession.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.redissession.core.SessionRequest;

/**
 * The session that the client of a request has asked for. It is looked up when something
 * needs it, and once.
 *
 * @param <S> the kind of session
 */
final class RequestedSession<S extends Session> {

	private final SessionRepository<S> repository;

	private final HttpSessionIdResolver resolver;

	private final SessionRequest facts;

	private boolean resolved;

	private @Nullable S session;

	private @Nullable String id;

	/** The id whose token the client has. */
	private @Nullable String clientId;

	private boolean ended;

	RequestedSession(SessionRepository<S> repository, HttpSessionIdResolver resolver, SessionRequest facts) {
		this.repository = repository;
		this.resolver = resolver;
		this.facts = facts;
	}

	/**
	 * Returns the session, {@code null} if there is none, or none any more.
	 */
	@Nullable S find(HttpServletRequest request) {
		if (!this.resolved) {
			for (String one : this.resolver.resolveSessionIds(request)) {
				this.session = find(one);
				if (this.id == null) {
					this.id = one;
				}
				if (this.session != null) {
					this.id = this.session.getId();
					this.clientId = one;
					break;
				}
			}
			this.resolved = true;
			if (this.session == null && !this.facts.isUndecided()) {
				request.setAttribute(SessionRepositoryFilter.INVALID_SESSION_ID_ATTR, "true");
			}
		}
		return this.session;
	}

	private @Nullable S find(String one) {
		SessionRequest previous = this.facts.enter();
		try {
			return this.repository.findById(one);
		}
		finally {
			SessionRequest.leave(previous);
		}
	}

	/**
	 * Returns the id that the client has asked for. If it is not known to have expired,
	 * as during an outage, but there is no session either, the client has asked for none.
	 */
	@Nullable String id(HttpServletRequest request) {
		find(request);
		return this.facts.isUndecided() ? null : this.id;
	}

	/**
	 * Records that the session of the request has a new id.
	 */
	void changedId(String newId) {
		if (this.session != null) {
			this.id = newId;
		}
	}

	/**
	 * Whether the client has the token of an id.
	 */
	boolean isTokenOf(String one) {
		return one.equals(this.clientId);
	}

	/**
	 * Stops looking for the session, because one was ended.
	 * @param byRequest whether this one was
	 */
	void forget(boolean byRequest) {
		this.session = null;
		this.ended |= byRequest;
	}

	/**
	 * Whether the request has ended this session.
	 */
	boolean isEnded() {
		return this.ended;
	}

}
