package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.session.ReactiveFindByIndexNameSessionRepository;

import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.core.ReactiveStoredSessionRepository;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.CountingProxy.Traffic;
import io.github.redissession.testing.MonitorRecorder;
import io.github.redissession.testing.ReactiveTestApplication;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real WebFlux application over HTTP, beside a servlet one on the same Redis.
 */
@ExtendWith(RedisServer.Shared.class)
class ReactiveSessionIT {

	private static final String COOKIE = "SESSION";

	private static CountingProxy proxy;

	private static MonitorRecorder recorder;

	private static ConfigurableApplicationContext reactive;

	private static ConfigurableApplicationContext servlet;

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		proxy = CountingProxy.to(RedisServer.shared());
		recorder = MonitorRecorder.start(RedisServer.shared());
		reactive = ReactiveTestApplication.start(proxy.springProperties(),
				"redis-session.expiry.passive-paths=/passive/**", "redis-session.expiry.touch-interval=0",
				SessionTestApplication.QUIET[0], SessionTestApplication.QUIET[1], SessionTestApplication.QUIET[2],
				SessionTestApplication.QUIET[3]);
		servlet = SessionTestApplication.start(RedisServer.shared().springProperties(), SessionTestApplication.QUIET);
		Browser warmUp = new Browser();
		for (String path : List.of("/set?value=1", "/change-id", "/text", "/invalidate")) {
			warmUp.get(SessionTestApplication.uri(reactive, path));
		}
	}

	@AfterAll
	static void stop() {
		reactive.close();
		servlet.close();
		recorder.close();
		proxy.close();
	}

	@Test
	void aSessionIsServedByEitherKindOfApplication(RedisServer redis) {
		login();
		assertThat(redis.cli("HGET", redis.sessions().get(0), "principal")).isEqualTo("alice");
		get("/set?value=1");
		assertThat(this.browser.get(SessionTestApplication.uri(servlet, "/private/text")).body()).isEqualTo("1");
		this.browser.get(SessionTestApplication.uri(servlet, "/invalidate"));
		assertThat(get("/private/text").statusCode()).isEqualTo(302);
		assertThat(redis.lastingKeys()).isEmpty();
	}

	@Test
	void theCookieHoldsATokenAndChangesWithTheLogin() {
		get("/set?value=1");
		String before = this.browser.cookie(COOKIE);
		login();
		String token = this.browser.cookie(COOKIE);
		assertThat(token).hasSize(43).isNotEqualTo(before);
		assertThat(get("/id").body()).isEqualTo(SessionToken.parse(token).id());
		assertThat(get("/text").body()).isEqualTo("1");
		this.browser.setCookie(COOKIE, before);
		assertThat(get("/private/text").statusCode()).isEqualTo(302);
	}

	/**
	 * As applications without Spring Security do it. WebFlux has a name of its own for
	 * the attribute.
	 */
	@Test
	void aUserWhoIsNamedByAnAttributeIsFound() {
		ReactiveStoredSessionRepository repository = reactive.getBean(ReactiveStoredSessionRepository.class);
		StoredSession session = repository.createSession().blockOptional().orElseThrow();
		session.setAttribute(ReactiveFindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "bob");
		repository.save(session).block();
		assertThat(repository.findByPrincipalName("bob").block()).containsOnlyKeys(session.getId());
		session.removeAttribute(ReactiveFindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
		repository.save(session).block();
		assertThat(repository.findByPrincipalName("bob").block()).isEmpty();
	}

	@Test
	void anIdIsNoCookie() {
		login();
		this.browser.setCookie(COOKIE, get("/id").body());
		assertThat(get("/private/text").statusCode()).isEqualTo(302);
	}

	@Test
	void aListChangedInPlaceIsKept() {
		get("/list?add=apple");
		get("/list?add=bread");
		assertThat(get("/list").body()).isEqualTo("[apple, bread]");
	}

	@Test
	void itCostsAsLittleAsInAServletContainer() {
		cost("/none", 0);
		cost("/set?value=1", 1, "EVALSHA", "EVALSHA");
		cost("/passive/text", 1, "HGETALL", "PTTL");
		cost("/set?value=2", 2, "HGETALL", "PTTL", "EVALSHA", "EVALSHA");
		cost("/change-id", 3, "HGETALL", "PTTL", "EVALSHA", "EVALSHA", "EVALSHA", "HDEL", "ZREM");
		cost("/invalidate", 2, "HGETALL", "PTTL", "EVALSHA", "EVALSHA");
		this.browser.setCookie(COOKIE, "foreign");
		cost("/text", 0);
	}

	@Test
	void aPassivePathDoesNotProlongTheSession(RedisServer redis) {
		get("/set?value=1");
		String key = redis.sessions().get(0);
		Object expires = redis.cli("HGET", key, "expires");
		get("/passive/text");
		assertThat(redis.cli("HGET", key, "expires")).isEqualTo(expires);
		get("/set?value=2");
		assertThat(redis.cli("HGET", key, "expires")).isNotEqualTo(expires);
	}

	@Test
	void aLateRequestLeavesTheCookieOfTheLoginAlone(RedisServer redis) {
		get("/set?value=1");
		String before = this.browser.cookie(COOKIE);
		login();
		String after = this.browser.cookie(COOKIE);
		for (String path : List.of("/set?value=2", "/text", "/none", "/change-id", "/invalidate")) {
			this.browser.setCookie(COOKIE, before);
			assertThat(get(path).headers().allValues("Set-Cookie")).as(path).isEmpty();
		}
		assertThat(redis.sessions()).hasSize(1);
		this.browser.setCookie(COOKIE, after);
		assertThat(get("/private/text").body()).isEqualTo("1");
		this.browser.setCookie(COOKIE, before);
		login();
		assertThat(this.browser.cookie(COOKIE)).as("a second login").isNotIn(before, after);
	}

	@Test
	void theRouteToAnotherNodeIsRemoved() {
		get("/set?value=1");
		String token = this.browser.cookie(COOKIE);
		this.browser.setCookie(COOKIE, token + ".node9");
		assertThat(get("/text").body()).isEqualTo("1");
		assertThat(this.browser.cookie(COOKIE)).isEqualTo(token);
		assertThat(get("/text").headers().allValues("Set-Cookie")).isEmpty();
	}

	@Test
	void theSessionsEndpointFindsIt() {
		login();
		String id = get("/id").body();
		assertThat(get("/actuator/sessions/" + id).body()).contains(id);
	}

	private void login() {
		this.browser.post(SessionTestApplication.uri(reactive, "/login"),
				Map.of("username", "alice", "password", "password"));
		assertThat(get("/private/text").statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> get(String path) {
		return this.browser.get(SessionTestApplication.uri(reactive, path));
	}

	private void cost(String path, long roundTrips, String... commands) {
		recorder.clear();
		Traffic before = proxy.traffic();
		get(path);
		assertThat(recorder.commands()).as(path).containsExactly(commands);
		assertThat(proxy.traffic().since(before).roundTrips()).as(path).isEqualTo(roundTrips);
	}

}
