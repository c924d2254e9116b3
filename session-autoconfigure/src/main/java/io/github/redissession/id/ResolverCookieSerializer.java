package io.github.redissession.id;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.HttpSessionIdResolver;

/**
 * Reads and writes cookies through a resolver, which can thereby be placed within a
 * {@link CookieHttpSessionIdResolver}. Only with one of these does Spring Session refuse
 * to create a session after the response is committed, when it is too late for a cookie.
 */
public final class ResolverCookieSerializer implements CookieSerializer {

	private final HttpSessionIdResolver resolver;

	/**
	 * Wraps a resolver.
	 * @param resolver reads and writes the cookie
	 */
	public ResolverCookieSerializer(HttpSessionIdResolver resolver) {
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
			this.resolver.setSessionId(unmarked(cookie.getRequest()), cookie.getResponse(), cookie.getCookieValue());
		}
	}

	/**
	 * Discards the attribute in which a cookie resolver records the id that it has
	 * written. The outer resolver has recorded the id; the inner one would overwrite it
	 * with the token.
	 */
	private static HttpServletRequest unmarked(HttpServletRequest request) {
		return new HttpServletRequestWrapper(request) {

			@Override
			public void setAttribute(String name, Object value) {
				if (!name.startsWith(CookieHttpSessionIdResolver.class.getName())) {
					super.setAttribute(name, value);
				}
			}

		};
	}

}
