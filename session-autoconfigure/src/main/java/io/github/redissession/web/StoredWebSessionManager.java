package io.github.redissession.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.session.web.server.session.SpringSessionWebSessionStore;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionIdResolver;
import org.springframework.web.server.session.WebSessionManager;

import io.github.redissession.Device;
import io.github.redissession.ReactiveStoredSessionRepository;
import io.github.redissession.RequestPolicy;
import io.github.redissession.SessionRequest;

/**
 * Spring's manager of WebFlux sessions, which also makes the request known to the
 * repository.
 */
public final class StoredWebSessionManager implements WebSessionManager {

	private final DefaultWebSessionManager delegate = new DefaultWebSessionManager();

	private final RequestPolicy policy;

	/**
	 * Creates the manager.
	 * @param repository finds and saves the sessions
	 * @param resolver reads and writes what the client holds
	 * @param policy tells passive and sensitive requests
	 */
	public StoredWebSessionManager(ReactiveStoredSessionRepository repository, WebSessionIdResolver resolver,
			RequestPolicy policy) {
		this.delegate.setSessionStore(new SpringSessionWebSessionStore<>(repository));
		this.delegate.setSessionIdResolver(resolver);
		this.policy = policy;
	}

	@Override
	public Mono<WebSession> getSession(ServerWebExchange exchange) {
		String path = exchange.getRequest().getPath().pathWithinApplication().value();
		boolean passive = this.policy.isPassive(path);
		SessionRequest request = new SessionRequest(
				() -> passive || Boolean.TRUE.equals(exchange.getAttribute(SessionRequest.PASSIVE_ATTRIBUTE)),
				this.policy.sensitiveIdleTimeout(path), () -> device(exchange.getRequest()));
		return this.delegate.getSession(exchange).contextWrite((context) -> context.put(SessionRequest.class, request));
	}

	private static Device device(ServerHttpRequest request) {
		InetSocketAddress remote = request.getRemoteAddress();
		InetAddress address = (remote != null) ? remote.getAddress() : null;
		return new Device((address != null) ? address.getHostAddress() : null,
				request.getHeaders().getFirst(HttpHeaders.USER_AGENT));
	}

}
