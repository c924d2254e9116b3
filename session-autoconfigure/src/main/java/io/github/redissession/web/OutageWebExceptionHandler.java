package io.github.redissession.web;

import java.time.Duration;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

import io.github.redissession.SessionStoreException;

/**
 * Answers a WebFlux request that cannot be served because the session store is
 * unavailable or full. An application replaces it by a bean of this name and another
 * type, or puts a handler of its own in front of it.
 */
public final class OutageWebExceptionHandler implements WebExceptionHandler {

	private final Duration retryAfter;

	/**
	 * Creates the handler.
	 * @param retryAfter the time after which the client may try again
	 */
	public OutageWebExceptionHandler(Duration retryAfter) {
		this.retryAfter = retryAfter;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable ex) {
		SessionStoreException failure = OutageText.failure(ex);
		ServerHttpResponse response = exchange.getResponse();
		if (failure == null || !response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE)) {
			return Mono.error(ex);
		}
		StoredWebSessionManager.giveUp(exchange);
		OutageText text = OutageText.of(exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT), failure,
				this.retryAfter);
		response.getHeaders().clearContentHeaders();
		response.getHeaders().remove(HttpHeaders.LOCATION);
		response.getHeaders().putAll(text.headers());
		return response.writeWith(Mono.just(response.bufferFactory().wrap(text.body())));
	}

}
