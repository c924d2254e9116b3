package io.github.redissession.id;

import java.util.List;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.WebSessionIdResolver;

import io.github.redissession.core.SessionRequest;
import io.github.redissession.index.LegacySessions;
import io.github.redissession.spi.SessionObserver;

/**
 * Makes any WebFlux resolver transport tokens instead of ids.
 */
public final class TokenWebSessionIdResolver implements WebSessionIdResolver {

	private final WebSessionIdResolver delegate;

	private final SessionTokens tokens;

	/**
	 * Wraps a resolver.
	 * @param delegate transports the token
	 * @param observer is notified of values that are not tokens
	 * @param legacy recognizes the ids of another store
	 */
	public TokenWebSessionIdResolver(WebSessionIdResolver delegate, SessionObserver observer, LegacySessions legacy) {
		this.delegate = delegate;
		this.tokens = new SessionTokens(observer, legacy);
	}

	@Override
	public List<String> resolveSessionIds(ServerWebExchange exchange) {
		boolean first = exchange.getAttributes().put(SessionTokens.READ_ATTRIBUTE, true) == null;
		List<String> values = this.delegate.resolveSessionIds(exchange);
		Object known = exchange.getAttribute(SessionRequest.ATTRIBUTE);
		SessionTokens.rememberRoute(values, known);
		return this.tokens.ids(values, first, known);
	}

	/**
	 * Writes the token of a new id, or one that came with the route to another node. Does
	 * not block, because the session of the exchange is present when this is called.
	 */
	@Override
	public void setSessionId(ServerWebExchange exchange, String sessionId) {
		WebSession session = exchange.getSession().toFuture().getNow(null);
		String token = (session != null) ? this.tokens.token(sessionId, session::getAttribute) : null;
		if (token == null) {
			token = SessionTokens.routed(this.delegate.resolveSessionIds(exchange), sessionId);
		}
		if (token != null) {
			this.delegate.setSessionId(exchange, token);
		}
	}

	@Override
	public void expireSession(ServerWebExchange exchange) {
		if (!SessionTokens.keepsToken(exchange.getAttribute(SessionRequest.ATTRIBUTE))) {
			this.delegate.expireSession(exchange);
		}
	}

}
