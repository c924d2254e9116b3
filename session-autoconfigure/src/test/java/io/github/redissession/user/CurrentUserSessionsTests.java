package io.github.redissession.user;

import java.security.Principal;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.web.server.ServerWebExchange;

import io.github.redissession.CurrentUserSessions;
import io.github.redissession.ReactiveCurrentUserSessions;
import io.github.redissession.ReactiveUserSessions;
import io.github.redissession.UserDevice;
import io.github.redissession.UserSessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Who the current user is, and which session is the current one.
 */
class CurrentUserSessionsTests {

	private final CurrentUserSessions servlet = new ServletUserSessions(new Unused());

	private final ReactiveCurrentUserSessions reactive = new ExchangeUserSessions(new Echo());

	@Test
	void anAnonymousServletRequestIsRefused() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		assertAnonymous(() -> this.servlet.devices(request));
		assertAnonymous(() -> this.servlet.signOut(request, "id"));
		assertAnonymous(() -> this.servlet.signOutOthers(request));
		assertAnonymous(() -> this.servlet.signOutEverywhere(request));
	}

	@Test
	void anAnonymousWebFluxRequestIsRefused() {
		for (ServerWebExchange exchange : List.of(exchange(Mono.empty()), exchange(Mono
			.just(new AnonymousAuthenticationToken("key", "anonymous", AuthorityUtils.createAuthorityList("ANY")))))) {
			assertAnonymous(this.reactive.devices(exchange)::blockLast);
			assertAnonymous(this.reactive.signOut(exchange, "id")::block);
			assertAnonymous(this.reactive.signOutOthers(exchange)::block);
			assertAnonymous(this.reactive.signOutEverywhere(exchange)::block);
		}
	}

	@Test
	void theSessionOfAWebFluxRequestIsTheCurrentOne() {
		ServerWebExchange exchange = exchange(Mono.just(() -> "alice"));
		String id = exchange.getSession().block().getId();
		assertThat(this.reactive.devices(exchange).blockLast().id()).isEqualTo("alice " + Set.of(id));
		assertThat(this.reactive.signOutOthers(exchange).block()).isEqualTo(1);
		assertThat(this.reactive.signOut(exchange, "id").block()).isTrue();
	}

	private static ServerWebExchange exchange(Mono<Principal> user) {
		return MockServerWebExchange.from(MockServerHttpRequest.get("/")).mutate().principal(user).build();
	}

	private static void assertAnonymous(Runnable call) {
		assertThatIllegalStateException().isThrownBy(call::run).withMessageContaining("no user is logged in");
	}

	/** Never called, because the user is checked first. */
	private static final class Unused implements UserSessions {

		@Override
		public List<UserDevice> devices(String user, Set<String> currentIds) {
			throw new AssertionError();
		}

		@Override
		public boolean signOut(String user, String id) {
			throw new AssertionError();
		}

		@Override
		public int signOutOthers(String user, Set<String> currentIds) {
			throw new AssertionError();
		}

		@Override
		public int signOutEverywhere(String user) {
			throw new AssertionError();
		}

	}

	/** Answers with what it is asked for. */
	private static final class Echo implements ReactiveUserSessions {

		@Override
		public Flux<UserDevice> devices(String user, Set<String> currentIds) {
			return Flux.just(new UserDevice(user + " " + currentIds, null, null, null, null, null, "", true));
		}

		@Override
		public Mono<Boolean> signOut(String user, String id) {
			return Mono.just(user.equals("alice") && id.equals("id"));
		}

		@Override
		public Mono<Integer> signOutOthers(String user, Set<String> currentIds) {
			return Mono.just(currentIds.size());
		}

		@Override
		public Mono<Integer> signOutEverywhere(String user) {
			return Mono.empty();
		}

	}

}
