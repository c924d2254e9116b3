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
 * Makes a WebFlux request known to the repository by putting it into the Reactor context
 * of everything that handles it. What is set while a response is streamed is saved when
 * the stream has ended, or its client is gone.
 */
public final class StoredSessionWebFilter implements WebFilter, Ordered {

	private final RequestPolicy policy;

	/**
	 * Creates the filter.
	 * @param policy identifies passive and sensitive requests, and decides what happens
	 * to a request during an outage
	 */
	public StoredSessionWebFilter(RequestPolicy policy) {
		this.policy = policy;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		SessionRequest request = request(exchange, this.policy);
		return Mono
			.usingWhen(Mono.just(exchange), chain::filter, StoredWebSessionManager::saveLate,
					(one, ex) -> StoredWebSessionManager.saveLate(one), StoredWebSessionManager::saveLate)
			.contextWrite((context) -> context.put(SessionRequest.class, request));
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
