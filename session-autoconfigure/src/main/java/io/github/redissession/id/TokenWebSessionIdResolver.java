package io.github.redissession.id;

import java.util.List;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.WebSessionIdResolver;

import io.github.redissession.core.SessionRequest;
import io.github.redissession.spi.SessionObserver;

/**
 * Lets any WebFlux resolver carry tokens in place of ids.
 */
public final class TokenWebSessionIdResolver implements WebSessionIdResolver {

	private final WebSessionIdResolver delegate;

	private final SessionTokens tokens;

	/**
	 * Wraps a resolver.
	 * @param delegate reads and writes what the client holds
	 * @param observer hears of values that cannot be ours
	 */
	public TokenWebSessionIdResolver(WebSessionIdResolver delegate, SessionObserver observer) {
		this.delegate = delegate;
		this.tokens = new SessionTokens(observer);
	}

	@Override
	public List<String> resolveSessionIds(ServerWebExchange exchange) {
		boolean first = exchange.getAttributes().put(SessionTokens.class.getName(), true) == null;
		return this.tokens.ids(this.delegate.resolveSessionIds(exchange), first);
	}

	/**
	 * The exchange's session is there already when this is called, so asking for it does
	 * not wait.
	 */
	@Override
	public void setSessionId(ServerWebExchange exchange, String sessionId) {
		WebSession session = exchange.getSession().toFuture().getNow(null);
		String token = (session != null) ? this.tokens.token(sessionId, session::getAttribute) : null;
		if (token != null) {
			this.delegate.setSessionId(exchange, token);
		}
	}

	@Override
	public void expireSession(ServerWebExchange exchange) {
		if (!SessionTokens.isMarked(exchange.getAttribute(SessionRequest.ATTRIBUTE))) {
			this.delegate.expireSession(exchange);
		}
	}

}
