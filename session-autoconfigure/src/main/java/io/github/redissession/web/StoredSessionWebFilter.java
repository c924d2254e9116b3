package io.github.redissession.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import io.github.redissession.Device;
import io.github.redissession.StoredSession;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.spi.RequestPolicy;

/**
 * Makes a WebFlux request known to the repository: it is in the Reactor context of
 * everything that handles the request.
 */
public final class StoredSessionWebFilter implements WebFilter, Ordered {

	private final RequestPolicy policy;

	/**
	 * Creates the filter.
	 * @param policy tells passive and sensitive requests, and what becomes of a request
	 * while the store is away
	 */
	public StoredSessionWebFilter(RequestPolicy policy) {
		this.policy = policy;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		SessionRequest request = request(exchange, this.policy);
		return chain.filter(exchange).contextWrite((context) -> context.put(SessionRequest.class, request));
	}

	static SessionRequest request(ServerWebExchange exchange, RequestPolicy policy) {
		Object known = exchange.getAttributes()
			.computeIfAbsent(SessionRequest.ATTRIBUTE, (name) -> newRequest(exchange, policy));
		return (SessionRequest) known;
	}

	private static SessionRequest newRequest(ServerWebExchange exchange, RequestPolicy policy) {
		String path = exchange.getRequest().getPath().pathWithinApplication().value();
		boolean passive = policy.isPassive(path);
		return new SessionRequest(() -> passive || Boolean.TRUE.equals(exchange.getAttribute(StoredSession.PASSIVE)),
				policy.sensitiveIdleTimeout(path), () -> device(exchange.getRequest()), policy.outageMode(path));
	}

	private static Device device(ServerHttpRequest request) {
		InetSocketAddress remote = request.getRemoteAddress();
		InetAddress address = (remote != null) ? remote.getAddress() : null;
		return new Device((address != null) ? address.getHostAddress() : null,
				request.getHeaders().getFirst(HttpHeaders.USER_AGENT));
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
