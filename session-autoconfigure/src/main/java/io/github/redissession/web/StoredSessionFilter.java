package io.github.redissession.web;

import java.io.IOException;

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
import io.github.redissession.RequestPolicy;
import io.github.redissession.SessionRequest;

/**
 * Spring Session's filter, which also makes the request known to the repository. All
 * dispatches of a request share what is remembered for it.
 *
 * @param <S> the kind of session
 */
public final class StoredSessionFilter<S extends Session> extends SessionRepositoryFilter<S> {

	private static final String REQUEST_ATTRIBUTE = SessionRequest.class.getName();

	private final RequestPolicy policy;

	/**
	 * Creates the filter.
	 * @param repository finds and saves the sessions
	 * @param policy tells passive and sensitive requests
	 */
	public StoredSessionFilter(SessionRepository<S> repository, RequestPolicy policy) {
		super(repository);
		this.policy = policy;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		SessionRequest previous = sessionRequest(request).enter();
		try {
			super.doFilterInternal(request, response, chain);
		}
		finally {
			SessionRequest.leave(previous);
		}
	}

	private SessionRequest sessionRequest(HttpServletRequest request) {
		Object known = request.getAttribute(REQUEST_ATTRIBUTE);
		if (known instanceof SessionRequest sessionRequest) {
			return sessionRequest;
		}
		String path = path(request);
		boolean passive = this.policy.isPassive(path);
		SessionRequest sessionRequest = new SessionRequest(() -> passive || isMarkedPassive(request),
				this.policy.sensitiveIdleTimeout(path),
				() -> new Device(request.getRemoteAddr(), request.getHeader(HttpHeaders.USER_AGENT)));
		request.setAttribute(REQUEST_ATTRIBUTE, sessionRequest);
		return sessionRequest;
	}

	private static boolean isMarkedPassive(HttpServletRequest request) {
		return Boolean.TRUE.equals(request.getAttribute(SessionRequest.PASSIVE_ATTRIBUTE));
	}

	private static String path(HttpServletRequest request) {
		String path = request.getRequestURI();
		@Nullable String context = request.getContextPath();
		return (context != null && path.startsWith(context)) ? path.substring(context.length()) : path;
	}

}
