package io.github.redissession.id;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.springframework.session.web.http.HttpSessionIdResolver;

import io.github.redissession.core.SessionRequest;
import io.github.redissession.index.LegacySessions;
import io.github.redissession.spi.SessionObserver;

/**
 * Makes any resolver, for example one that uses a header, transport tokens instead of
 * ids.
 */
public final class TokenHttpSessionIdResolver implements HttpSessionIdResolver {

	private final HttpSessionIdResolver delegate;

	private final SessionTokens tokens;

	/**
	 * Wraps a resolver.
	 * @param delegate transports the token
	 * @param observer is notified of values that are not tokens
	 * @param legacy recognizes the ids of another store
	 */
	public TokenHttpSessionIdResolver(HttpSessionIdResolver delegate, SessionObserver observer, LegacySessions legacy) {
		this.delegate = delegate;
		this.tokens = new SessionTokens(observer, legacy);
	}

	@Override
	public List<String> resolveSessionIds(HttpServletRequest request) {
		boolean first = request.getAttribute(SessionTokens.READ_ATTRIBUTE) == null;
		request.setAttribute(SessionTokens.READ_ATTRIBUTE, true);
		List<String> values = this.delegate.resolveSessionIds(request);
		Object known = request.getAttribute(SessionRequest.ATTRIBUTE);
		SessionTokens.rememberRoute(values, known);
		return this.tokens.ids(values, first, known);
	}

	/**
	 * Writes the token of a new id, or one that came with the route to another node.
	 */
	@Override
	public void setSessionId(HttpServletRequest request, HttpServletResponse response, String sessionId) {
		HttpSession session = request.getSession(false);
		String token = (session != null) ? this.tokens.token(sessionId, session::getAttribute) : null;
		if (token == null) {
			token = SessionTokens.routed(this.delegate.resolveSessionIds(request), sessionId);
		}
		if (token != null) {
			this.delegate.setSessionId(request, response, token);
		}
	}

	@Override
	public void expireSession(HttpServletRequest request, HttpServletResponse response) {
		if (!SessionTokens.keepsToken(request.getAttribute(SessionRequest.ATTRIBUTE))) {
			this.delegate.expireSession(request, response);
		}
	}

}
