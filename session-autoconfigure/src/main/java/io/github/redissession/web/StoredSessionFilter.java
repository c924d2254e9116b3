package io.github.redissession.web;

import java.io.IOException;
import java.util.Set;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.StoredSession;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.spi.RequestPolicy;

/**
 * Gives requests their session in place of the container's, and makes the request known
 * to the repository. Frameworks know it as Spring Session's filter. All dispatches of a
 * request share one {@link SessionExchange}.
 *
 * @param <S> the kind of session
 */
public final class StoredSessionFilter<S extends Session> extends SessionRepositoryFilter<S> {

	private static final String EXCHANGE = SessionExchange.class.getName();

	private static final Set<String> READING = Set.of("GET", "HEAD");

	private final RequestPolicy policy;

	private final OutagePage outagePage;

	private final SessionRepository<S> repository;

	private final SessionListeners listeners;

	private SessionExchange.Services<S> services;

	/**
	 * Creates the filter.
	 * @param repository finds and saves the sessions
	 * @param policy identifies passive and sensitive requests, and decides what happens
	 * to a request during an outage
	 * @param outagePage answers requests that are rejected during an outage
	 * @param listeners are told of sessions that begin
	 */
	public StoredSessionFilter(SessionRepository<S> repository, RequestPolicy policy, OutagePage outagePage,
			SessionListeners listeners) {
		super(repository);
		this.repository = repository;
		this.listeners = listeners;
		this.services = new SessionExchange.Services<>(repository, new CookieHttpSessionIdResolver(), listeners);
		this.policy = policy;
		this.outagePage = outagePage;
	}

	@Override
	public void setHttpSessionIdResolver(HttpSessionIdResolver resolver) {
		super.setHttpSessionIdResolver(resolver);
		this.services = new SessionExchange.Services<>(this.repository, resolver, this.listeners);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		SessionExchange<S> exchange = exchange(request, response);
		SessionRequest sessionRequest = exchange.facts();
		boolean error = request.getDispatcherType() == DispatcherType.ERROR;
		if (error) {
			sessionRequest.tolerateOutage();
		}
		SessionRequest previous = sessionRequest.enter();
		try {
			serve(exchange, request, response, chain);
		}
		catch (ServletException | RuntimeException ex) {
			SessionStoreException failure = OutageText.failure(ex);
			if (failure == null || error || response.isCommitted()) {
				throw ex;
			}
			response.resetBuffer();
			this.outagePage.write(request, response, failure);
		}
		finally {
			SessionRequest.leave(previous);
		}
	}

	/**
	 * Serves a dispatch. An asynchronous one may have the wrapped request already.
	 */
	private void serve(SessionExchange<S> exchange, HttpServletRequest request, HttpServletResponse response,
			FilterChain chain) throws ServletException, IOException {
		try {
			if (SessionServletRequest.isWithin(request, exchange)) {
				exchange.resume();
				chain.doFilter(request, response);
				return;
			}
			SessionServletResponse wrapped = new SessionServletResponse(response, exchange);
			SessionServletRequest wrappedRequest = new SessionServletRequest(request, exchange, wrapped);
			exchange.enter(wrappedRequest, response);
			chain.doFilter(wrappedRequest, wrapped);
		}
		finally {
			exchange.leave(request.isAsyncStarted());
		}
	}

	@SuppressWarnings("unchecked")
	private SessionExchange<S> exchange(HttpServletRequest request, HttpServletResponse response) {
		request.setAttribute(SESSION_REPOSITORY_ATTR, this.repository);
		if (request.getAttribute(EXCHANGE) instanceof SessionExchange<?> known) {
			return (SessionExchange<S>) known;
		}
		SessionExchange<S> exchange = new SessionExchange<>(this.services, sessionRequest(request), request, response);
		request.setAttribute(EXCHANGE, exchange);
		return exchange;
	}

	private SessionRequest sessionRequest(HttpServletRequest request) {
		Object known = request.getAttribute(SessionRequest.ATTRIBUTE);
		if (known instanceof SessionRequest sessionRequest) {
			return sessionRequest;
		}
		String path = path(request);
		boolean passive = this.policy.isPassive(path);
		SessionRequest sessionRequest = new SessionRequest(
				() -> passive || Boolean.TRUE.equals(request.getAttribute(StoredSession.PASSIVE)),
				this.policy.sensitiveIdleTimeout(path),
				() -> new Device(request.getRemoteAddr(), request.getHeader(HttpHeaders.USER_AGENT)),
				this.policy.outageMode(path));
		if (READING.contains(request.getMethod())) {
			sessionRequest.expectNoLogin();
		}
		request.setAttribute(SessionRequest.ATTRIBUTE, sessionRequest);
		return sessionRequest;
	}

	private static String path(HttpServletRequest request) {
		String path = request.getRequestURI();
		@Nullable String context = request.getContextPath();
		return (context != null && path.startsWith(context)) ? path.substring(context.length()) : path;
	}

}
