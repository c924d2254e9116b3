package io.github.redissession.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * A request whose session is the one of an exchange, not one of the container's.
 */
final class SessionServletRequest extends HttpServletRequestWrapper {

	private final SessionExchange<?> exchange;

	private final HttpServletResponse response;

	/**
	 * Wraps a request.
	 * @param response the response as the application sees it
	 */
	SessionServletRequest(HttpServletRequest request, SessionExchange<?> exchange, HttpServletResponse response) {
		super(request);
		this.exchange = exchange;
		this.response = response;
	}

	/**
	 * Whether a request shows the session of an exchange already.
	 */
	static boolean isWithin(ServletRequest request, SessionExchange<?> exchange) {
		ServletRequest inner = request;
		while (inner instanceof ServletRequestWrapper wrapper) {
			if (wrapper instanceof SessionServletRequest session && session.exchange == exchange) {
				return true;
			}
			inner = wrapper.getRequest();
		}
		return false;
	}

	@Override
	public HttpSession getSession() {
		HttpSession session = this.exchange.session();
		return (session != null) ? session : this.exchange.begin();
	}

	@Override
	public @Nullable HttpSession getSession(boolean create) {
		return create ? getSession() : this.exchange.session();
	}

	@Override
	public String changeSessionId() {
		return this.exchange.changeId();
	}

	@Override
	public @Nullable String getRequestedSessionId() {
		return this.exchange.requestedId();
	}

	@Override
	public boolean isRequestedSessionIdValid() {
		return this.exchange.isRequestedIdValid();
	}

	@Override
	public boolean isRequestedSessionIdFromCookie() {
		return this.exchange.usesCookies() && getRequestedSessionId() != null;
	}

	@Override
	public boolean isRequestedSessionIdFromURL() {
		return false;
	}

	@Override
	public AsyncContext startAsync() {
		return SessionAsyncContext.started(super.startAsync(), this.exchange, this, this.response);
	}

	@Override
	public AsyncContext startAsync(ServletRequest servletRequest, ServletResponse servletResponse) {
		return SessionAsyncContext.started(super.startAsync(servletRequest, servletResponse), this.exchange,
				servletRequest, servletResponse);
	}

	@Override
	public AsyncContext getAsyncContext() {
		AsyncContext context = super.getAsyncContext();
		return context.hasOriginalRequestAndResponse()
				? new SessionAsyncContext(context, this.exchange, this, this.response)
				: new SessionAsyncContext(context, this.exchange, context.getRequest(), context.getResponse());
	}

}
