package io.github.redissession.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
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

	private final Refusal refusal;

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
		this.refusal = new Refusal(outagePage);
		this.services = new SessionExchange.Services<>(repository, new CookieHttpSessionIdResolver(), listeners,
				this.refusal);
		this.policy = policy;
	}

	@Override
	public void setHttpSessionIdResolver(HttpSessionIdResolver resolver) {
		super.setHttpSessionIdResolver(resolver);
		this.services = new SessionExchange.Services<>(this.repository, resolver, this.listeners, this.refusal);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		SessionExchange<S> exchange = exchange(request, response);
		SessionRequest sessionRequest = exchange.facts();
		boolean error = request.getDispatcherType() == DispatcherType.ERROR;
		if (error) {
			if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable ex
					&& exchange.refuse(request, response, ex)) {
				return;
			}
			sessionRequest.tolerateOutage();
		}
		SessionRequest previous = sessionRequest.enter();
		try {
			serve(exchange, request, response, chain);
		}
		catch (ServletException | RuntimeException ex) {
			if (error || !exchange.refuse(request, response, ex)) {
				throw ex;
			}
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
		else {
			sessionRequest.expectChange();
		}
		request.setAttribute(SessionRequest.ATTRIBUTE, sessionRequest);
		return sessionRequest;
	}

	private static String path(HttpServletRequest request) {
		String path = request.getRequestURI();
		@Nullable String context = request.getContextPath();
		return (context != null && path.startsWith(context)) ? path.substring(context.length()) : path;
	}

	/**
	 * Answers a request for which the store has failed.
	 *
	 * @param page the page that the client receives
	 */
	record Refusal(OutagePage page) {

		/** The headers that describe the body which is discarded. */
		private static final Set<String> DESCRIBING = Set.of("content-type", "content-length", "content-encoding",
				"content-language", "content-location", "content-range", "content-disposition", "accept-ranges", "etag",
				"last-modified", "location");

		/**
		 * Replaces a response by the page, if the failure is one of the store and the
		 * client has not received anything yet.
		 * @param request the request
		 * @param response the container's response
		 * @param ex what has happened
		 * @return whether the page has been written
		 */
		boolean write(HttpServletRequest request, HttpServletResponse response, Throwable ex) throws IOException {
			SessionStoreException failure = OutageText.failure(ex);
			if (failure == null || response.isCommitted()) {
				return false;
			}
			discard(response);
			this.page.write(request, response, failure);
			return true;
		}

		/**
		 * Discards the body, and the decision to write it as text or as bytes.
		 */
		private static void discard(HttpServletResponse response) {
			Map<String, List<String>> kept = new LinkedHashMap<>();
			for (String name : response.getHeaderNames()) {
				if (!DESCRIBING.contains(name.toLowerCase(Locale.ROOT))) {
					kept.put(name, List.copyOf(response.getHeaders(name)));
				}
			}
			response.reset();
			kept.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		}

	}

}
