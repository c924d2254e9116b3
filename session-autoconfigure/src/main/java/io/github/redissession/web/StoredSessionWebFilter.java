package io.github.redissession.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
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

	private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

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
		ServerWebExchange saving = exchange.mutate().response(new SavingHttpResponse(exchange)).build();
		return Mono
			.usingWhen(Mono.just(saving), (one) -> chain.filter(one).then(saveUnlessCommitted(exchange)),
					StoredWebSessionManager::saveLate, (one, ex) -> StoredWebSessionManager.saveLate(one),
					StoredWebSessionManager::saveLate)
			.contextWrite((context) -> context.put(SessionRequest.class, request));
	}

	/**
	 * A response without a body is committed when all filters are done, where a failure
	 * could not be answered any more.
	 */
	private static Mono<Void> saveUnlessCommitted(ServerWebExchange exchange) {
		return Mono
			.defer(() -> exchange.getResponse().isCommitted() ? Mono.empty() : StoredWebSessionManager.save(exchange));
	}

	static SessionRequest request(ServerWebExchange exchange, RequestPolicy policy) {
		Object known = exchange.getAttributes()
			.computeIfAbsent(SessionRequest.ATTRIBUTE, (name) -> newRequest(exchange, policy));
		return (SessionRequest) known;
	}

	private static SessionRequest newRequest(ServerWebExchange exchange, RequestPolicy policy) {
		String path = exchange.getRequest().getPath().pathWithinApplication().value();
		boolean passive = policy.isPassive(path);
		SessionRequest request = new SessionRequest(
				() -> passive || Boolean.TRUE.equals(exchange.getAttribute(StoredSession.PASSIVE)),
				policy.sensitiveIdleTimeout(path), () -> device(exchange.getRequest()), policy.outageMode(path));
		if (!READING.contains(exchange.getRequest().getMethod())) {
			request.expectChange();
		}
		return request;
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

	/**
	 * Saves the session before anything is written. Spring saves it by an action at the
	 * commit, but a server that is a servlet container accepts no other response after
	 * such an action has failed (Spring 7.0.8), so the client would receive none.
	 */
	private static final class SavingHttpResponse extends ServerHttpResponseDecorator {

		private final ServerWebExchange exchange;

		private SavingHttpResponse(ServerWebExchange exchange) {
			super(exchange.getResponse());
			this.exchange = exchange;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return save().onErrorResume((ex) -> released(body).then(Mono.error(ex)))
				.then(Mono.defer(() -> super.writeWith(body)));
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return save().then(Mono.defer(() -> super.writeAndFlushWith(body)));
		}

		@Override
		public Mono<Void> setComplete() {
			return save().then(Mono.defer(super::setComplete));
		}

		private Mono<Void> save() {
			ServerHttpResponse response = getDelegate();
			return Mono
				.defer(() -> response.isCommitted() ? Mono.empty() : StoredWebSessionManager.save(this.exchange));
		}

		/**
		 * Frees a body that is complete and will not be written. One that is streamed has
		 * not begun.
		 */
		private static Mono<Void> released(Publisher<? extends DataBuffer> body) {
			return (body instanceof Mono<? extends DataBuffer> whole) ? whole.doOnNext(DataBufferUtils::release).then()
					: Mono.empty();
		}

	}

}
