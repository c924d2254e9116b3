package io.github.redissession.user;

import java.security.Principal;
import java.util.Set;
import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;

import io.github.redissession.ReactiveCurrentUserSessions;
import io.github.redissession.ReactiveUserSessions;
import io.github.redissession.UserDevice;

/**
 * Implements {@link ReactiveCurrentUserSessions}.
 */
public final class ExchangeUserSessions implements ReactiveCurrentUserSessions {

	/**
	 * Spring Security, which may be absent, also gives anonymous requests a principal.
	 */
	private static final String ANONYMOUS = "org.springframework.security.authentication.AnonymousAuthenticationToken";

	private final ReactiveUserSessions sessions;

	/**
	 * Creates the bean.
	 * @param sessions does the work
	 */
	public ExchangeUserSessions(ReactiveUserSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public Flux<UserDevice> devices(ServerWebExchange exchange) {
		return Mono.zip(user(exchange), ids(exchange), this.sessions::devices).flatMapMany(Function.identity());
	}

	@Override
	public Mono<Boolean> signOut(ServerWebExchange exchange, String id) {
		return user(exchange).flatMap((user) -> this.sessions.signOut(user, id));
	}

	@Override
	public Mono<Integer> signOutOthers(ServerWebExchange exchange) {
		return Mono.zip(user(exchange), ids(exchange), this.sessions::signOutOthers).flatMap(Function.identity());
	}

	@Override
	public Mono<Integer> signOutEverywhere(ServerWebExchange exchange) {
		return user(exchange).flatMap(this.sessions::signOutEverywhere);
	}

	private static Mono<String> user(ServerWebExchange exchange) {
		return exchange.getPrincipal()
			.filter((user) -> !user.getClass().getName().equals(ANONYMOUS))
			.map(Principal::getName)
			.switchIfEmpty(
					Mono.error(() -> new IllegalStateException("The request is anonymous: no user is logged in")));
	}

	private static Mono<Set<String>> ids(ServerWebExchange exchange) {
		return exchange.getSession().map((session) -> CallerSession.ids(session.getId(), session.getAttributes()::get));
	}

}
