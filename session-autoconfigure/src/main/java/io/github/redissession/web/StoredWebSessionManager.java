package io.github.redissession.web;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.session.web.server.session.SpringSessionWebSessionStore;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.WebSessionIdResolver;
import org.springframework.web.server.session.WebSessionManager;
import org.springframework.web.server.session.WebSessionStore;

import io.github.redissession.core.ReactiveStoredSessionRepository;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.spi.RequestPolicy;

/**
 * Finds and saves the session of a WebFlux request as Spring's own manager does, but
 * sends the id of a new session to the client only after the session is stored, as
 * servlet requests do.
 */
public final class StoredWebSessionManager implements WebSessionManager {

	/** The exchange attribute that holds a session which was saved at the commit. */
	private static final String SAVED = StoredWebSessionManager.class.getName() + ".SAVED";

	private final WebSessionStore store;

	private final WebSessionIdResolver resolver;

	private final RequestPolicy policy;

	/**
	 * Creates the manager.
	 * @param repository finds and saves the sessions
	 * @param resolver reads and writes the client's cookie or header
	 * @param policy identifies passive and sensitive requests
	 */
	public StoredWebSessionManager(ReactiveStoredSessionRepository repository, WebSessionIdResolver resolver,
			RequestPolicy policy) {
		this.store = new SpringSessionWebSessionStore<>(repository);
		this.resolver = resolver;
		this.policy = policy;
	}

	@Override
	public Mono<WebSession> getSession(ServerWebExchange exchange) {
		SessionRequest request = StoredSessionWebFilter.request(exchange, this.policy);
		return Mono.defer(() -> find(exchange).switchIfEmpty(this.store.createWebSession()))
			.doOnNext((session) -> exchange.getResponse().beforeCommit(() -> save(exchange, session)))
			.contextWrite((context) -> context.put(SessionRequest.class, request));
	}

	private Mono<WebSession> find(ServerWebExchange exchange) {
		return Flux.fromIterable(this.resolver.resolveSessionIds(exchange))
			.concatMap(this.store::retrieveSession)
			.next();
	}

	private Mono<Void> save(ServerWebExchange exchange, WebSession session) {
		List<String> ids = this.resolver.resolveSessionIds(exchange);
		if (session.isStarted() && !session.isExpired()) {
			return session.save().then(Mono.fromRunnable(() -> tell(exchange, session, ids)));
		}
		if (!ids.isEmpty()) {
			this.resolver.expireSession(exchange);
		}
		return Mono.empty();
	}

	/**
	 * Saves what has changed since the response was committed. A response of known length
	 * is written as a whole, so nothing has. A session that has begun since then is not
	 * stored, because no client knows its id.
	 * @param exchange an exchange whose response has been written
	 * @return completes when the session has been saved
	 */
	static Mono<Void> saveLate(ServerWebExchange exchange) {
		WebSession session = exchange.getAttribute(SAVED);
		boolean streamed = exchange.getResponse().getHeaders().getContentLength() < 0;
		return (session != null && streamed && !session.isExpired()) ? session.save() : Mono.empty();
	}

	private void tell(ServerWebExchange exchange, WebSession session, List<String> known) {
		exchange.getAttributes().put(SAVED, session);
		String id = session.getId();
		if (known.isEmpty() || !id.equals(known.get(0))
				|| StoredSessionWebFilter.request(exchange, this.policy).isRouted()) {
			this.resolver.setSessionId(exchange, id);
		}
	}

}
