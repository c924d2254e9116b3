package io.github.redissession.id;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.CookieSerializer;

/**
 * The serializer inside a cookie resolver of the application, which does not show it.
 * Only behind a {@link CookieHttpSessionIdResolver} does Spring Session refuse to begin a
 * session after the response, when it is too late for a cookie.
 */
public final class ResolverCookieSerializer implements CookieSerializer {

	private final CookieHttpSessionIdResolver resolver;

	/**
	 * Looks into a resolver.
	 * @param resolver reads and writes the cookie
	 */
	public ResolverCookieSerializer(CookieHttpSessionIdResolver resolver) {
		this.resolver = resolver;
	}

	@Override
	public List<String> readCookieValues(HttpServletRequest request) {
		return this.resolver.resolveSessionIds(request);
	}

	@Override
	public void writeCookieValue(CookieValue cookie) {
		if (cookie.getCookieValue().isEmpty()) {
			this.resolver.expireSession(cookie.getRequest(), cookie.getResponse());
		}
		else {
			this.resolver.setSessionId(new UnmarkedRequest(cookie.getRequest()), cookie.getResponse(),
					cookie.getCookieValue());
		}
	}

	/**
	 * Cookie resolvers note in the request which id they have written. The outer one does
	 * so with the id; the token of this one would overwrite that.
	 */
	private static final class UnmarkedRequest extends HttpServletRequestWrapper {

		UnmarkedRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public void setAttribute(String name, Object value) {
			// The outer resolver has taken note.
		}

	}

}
