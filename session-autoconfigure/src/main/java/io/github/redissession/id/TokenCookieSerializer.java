package io.github.redissession.id;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.session.web.http.CookieSerializer;

import io.github.redissession.spi.SessionObserver;

/**
 * Puts the token into the cookie that another serializer writes, and turns it into the id
 * when that reads it.
 */
public final class TokenCookieSerializer implements CookieSerializer {

	private final CookieSerializer delegate;

	private final SessionTokens tokens;

	/**
	 * Wraps a serializer.
	 * @param delegate reads and writes the cookie
	 * @param observer hears of cookies that cannot be ours
	 */
	public TokenCookieSerializer(CookieSerializer delegate, SessionObserver observer) {
		this.delegate = delegate;
		this.tokens = new SessionTokens(observer);
	}

	@Override
	public List<String> readCookieValues(HttpServletRequest request) {
		return this.tokens.ids(request, this.delegate.readCookieValues(request));
	}

	@Override
	public void writeCookieValue(CookieValue cookie) {
		String id = cookie.getCookieValue();
		if (id.isEmpty()) {
			if (!SessionTokens.isOutage(cookie.getRequest())) {
				this.delegate.writeCookieValue(cookie);
			}
			return;
		}
		String token = this.tokens.token(cookie.getRequest(), id);
		if (token != null) {
			this.delegate.writeCookieValue(new CookieValue(cookie.getRequest(), cookie.getResponse(), token));
		}
	}

}
