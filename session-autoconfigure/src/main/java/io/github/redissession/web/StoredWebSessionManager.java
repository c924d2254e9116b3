package io.github.redissession.web;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.session.web.server.session.SpringSessionWebSessionStore;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.WebSessionIdResolver;
import org.springframework.web.server.session.WebSessionManager;
import org.springframework.web.server.session.WebSessionStore;

import io.github.redissession.StoredSession;
import io.github.redissession.core.ReactiveStoredSessionRepository;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.spi.RequestPolicy;

/**
 * Finds and saves the session of a WebFlux request as Spring's own manager does, but
 * sends the id of a new session to the client only after the session is stored, as
 * servlet requests do.
 */
public final class StoredWebSessionManager implements WebSessionManager {

	/** The exchange attribute that holds the {@link PendingSave}. */
	private static final String PENDING = StoredWebSessionManager.class.getName() + ".PENDING";

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
			.doOnNext((session) -> await(exchange, session))
			.contextWrite((context) -> context.put(SessionRequest.class, request));
	}

	private Mono<WebSession> find(ServerWebExchange exchange) {
		return Flux.fromIterable(this.resolver.resolveSessionIds(exchange))
			.concatMap(this.store::retrieveSession)
			.next();
	}

	private void await(ServerWebExchange exchange, WebSession session) {
		exchange.getAttributes().put(PENDING, new PendingSave(session, () -> save(exchange, session)));
		exchange.getResponse().beforeCommit(() -> save(exchange));
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

	private void tell(ServerWebExchange exchange, WebSession session, List<String> known) {
		String id = session.getId();
		if (session.getAttribute(StoredSession.SELF) instanceof StoredSession stored && stored.getStoredId() == null) {
			return;
		}
		if (known.isEmpty() || !id.equals(known.get(0))
				|| StoredSessionWebFilter.request(exchange, this.policy).isRouted()) {
			this.resolver.setSessionId(exchange, id);
		}
	}

	/**
	 * Saves the session of an exchange, if it has one, before the response is committed.
	 * Does nothing the second time, even if the first time failed, because the response
	 * that says so is committed as well.
	 * @return completes when the session has been saved
	 */
	static Mono<Void> save(ServerWebExchange exchange) {
		return Mono.defer(() -> {
			PendingSave pending = exchange.getAttribute(PENDING);
			return (pending != null && pending.begun.compareAndSet(false, true)) ? pending.save() : Mono.empty();
		});
	}

	/**
	 * Gives up saving the session of an exchange, because its response says that it could
	 * not be saved.
	 */
	static void giveUp(ServerWebExchange exchange) {
		PendingSave pending = exchange.getAttribute(PENDING);
		if (pending != null) {
			pending.begun.set(true);
		}
	}

	/**
	 * Saves what has changed since the response was committed. A response of known length
	 * is written as a whole, so nothing has. A session that has begun since then is not
	 * stored, because no client knows its id.
	 * @param exchange an exchange whose response has been written
	 * @return completes when the session has been saved
	 */
	static Mono<Void> saveLate(ServerWebExchange exchange) {
		PendingSave pending = exchange.getAttribute(PENDING);
		boolean streamed = exchange.getResponse().getHeaders().getContentLength() < 0;
		return (pending != null && pending.isSaved && streamed && !pending.session.isExpired()) ? pending.session.save()
				: Mono.empty();
	}

	/**
	 * The save of a session at the commit of its exchange.
	 */
	private static final class PendingSave {

		private final WebSession session;

		private final Supplier<Mono<Void>> save;

		private final AtomicBoolean begun = new AtomicBoolean();

		private volatile boolean isSaved;

		private PendingSave(WebSession session, Supplier<Mono<Void>> save) {
			this.session = session;
			this.save = save;
		}

		private Mono<Void> save() {
			boolean isStarted = this.session.isStarted();
			return this.save.get().doOnSuccess((nothing) -> this.isSaved = isStarted);
		}

	}

}
