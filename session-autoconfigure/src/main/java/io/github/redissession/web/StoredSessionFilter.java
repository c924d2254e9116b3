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
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.StoredSession;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.spi.RequestPolicy;

/**
 * Spring Session's filter, which also makes the request known to the repository. All
 * dispatches of a request share one {@link SessionRequest}.
 *
 * @param <S> the kind of session
 */
public final class StoredSessionFilter<S extends Session> extends SessionRepositoryFilter<S> {

	private static final Set<String> READING = Set.of("GET", "HEAD");

	private final RequestPolicy policy;

	private final OutagePage outagePage;

	/**
	 * Creates the filter.
	 * @param repository finds and saves the sessions
	 * @param policy identifies passive and sensitive requests, and decides what happens
	 * to a request during an outage
	 * @param outagePage answers requests that are rejected during an outage
	 */
	public StoredSessionFilter(SessionRepository<S> repository, RequestPolicy policy, OutagePage outagePage) {
		super(repository);
		this.policy = policy;
		this.outagePage = outagePage;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		SessionRequest sessionRequest = sessionRequest(request);
		boolean error = request.getDispatcherType() == DispatcherType.ERROR;
		if (error) {
			sessionRequest.tolerateOutage();
		}
		SessionRequest previous = sessionRequest.enter();
		try {
			super.doFilterInternal(request, response, chain);
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
