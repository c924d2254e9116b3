package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.events.SessionEventBridge;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances of a real application over HTTP, on one Redis.
 */
@ExtendWith({ RedisServer.Shared.class, OutputCaptureExtension.class })
class ServletSessionIT {

	private static final String COOKIE = "SESSION";

	/** How long an expired session remains readable, in milliseconds. */
	private static final long GRACE = 300_000;

	private static ConfigurableApplicationContext a;

	private static ConfigurableApplicationContext b;

	private final Browser browser = new Browser();

	@BeforeAll
	static void startTwoInstances() {
		String[] redis = RedisServer.shared().springProperties();
		a = SessionTestApplication.start(redis, "redis-session.codec.allowed-packages=com.example");
		b = SessionTestApplication.start(redis, "redis-session.codec.allowed-packages=com.example");
	}

	@AfterAll
	static void stopBoth() {
		a.close();
		b.close();
	}

	@AfterEach
	void everyKeyHasATtl(RedisServer redis) {
		for (String key : redis.sessions()) {
			assertThat((Long) redis.cli("PTTL", key)).as(key).isPositive();
		}
	}

	@Test
	void aSessionIsServedByEitherInstanceAndEndsOnBoth(RedisServer redis) {
		login(a);
		get(a, "/set?value=1");
		assertThat(get(b, "/private/text").body()).isEqualTo("1");
		get(b, "/set?value=2");
		assertThat(get(a, "/private/text").body()).isEqualTo("2");
		assertThat(redis.sessions()).hasSize(1);
		assertThat(redis.cli("HGET", redis.sessions().get(0), "principal")).isEqualTo("alice");
		get(b, "/invalidate");
		assertThat(redis.lastingKeys()).isEmpty();
		assertThat(get(a, "/private/text").statusCode()).isEqualTo(302);
	}

	@Test
	void theCookieIsNowhereButInTheBrowser(RedisServer redis, CapturedOutput output) {
		get(a, "/set?value=1");
		String before = this.browser.cookie(COOKIE);
		login(a);
		String token = this.browser.cookie(COOKIE);
		assertThat(token).hasSize(43).isNotEqualTo(before);
		String id = get(b, "/id").body();
		assertThat(id).isEqualTo(SessionToken.parse(token).id());
		assertThat(redis.sessions()).containsExactly("session:" + id);
		List<?> fields = (List<?>) redis.cli("HGETALL", "session:" + id);
		assertThat(fields.toString()).doesNotContain(token).doesNotContain(before);
		assertThat(output.getAll()).doesNotContain(token).doesNotContain(before);
	}

	@Test
	void anIdIsNoCookie() {
		login(a);
		Browser thief = new Browser();
		thief.setCookie(COOKIE, get(a, "/id").body());
		assertThat(thief.get(SessionTestApplication.uri(a, "/private/text")).statusCode()).isEqualTo(302);
	}

	@Test
	void aNewIdKeepsTheSessionAndKillsTheOldCookie() {
		get(a, "/set?value=1");
		String before = this.browser.cookie(COOKIE);
		get(a, "/change-id");
		assertThat(this.browser.cookie(COOKIE)).isNotEqualTo(before);
		assertThat(get(b, "/read").body()).isEqualTo("1");
		this.browser.setCookie(COOKIE, before);
		assertThat(get(b, "/read").body()).isEqualTo("no session");
	}

	@Test
	void aListChangedInPlaceIsKept() {
		get(a, "/list?add=apple");
		assertThat(get(b, "/list?add=bread").body()).isEqualTo("[apple, bread]");
		assertThat(get(a, "/list").body()).isEqualTo("[apple, bread]");
	}

	@Test
	void whatCannotBeStoredIsRefusedWhereItIsSetAndNothingElseIsLost(CapturedOutput output) {
		get(a, "/set?name=other&value=1");
		assertThat(get(a, "/unstorable").statusCode()).isEqualTo(500);
		assertThat(output.getAll()).contains("java.lang.Thread");
		assertThat(get(b, "/read?name=other").body()).isEqualTo("1");
		assertThat(get(b, "/read").body()).isEqualTo("kept");
		assertThat(get(b, "/read?name=thread").body()).isEqualTo("null");
	}

	@Test
	void aRequestThatFailsKeepsWhatItHasSet() {
		get(a, "/set?value=1");
		assertThat(get(a, "/exception").statusCode()).isEqualTo(500);
		assertThat(get(b, "/read").body()).isEqualTo("before the exception");
	}

	@Test
	void anAsynchronousHandlerMayUseTheSession() {
		for (int i = 0; i < 30; i++) {
			assertThat(get(a, "/async").statusCode()).isEqualTo(200);
			assertThat(get(b, "/read?name=b99").body()).isEqualTo("1");
		}
	}

	@Test
	void aRequestThatUsesNoSessionMakesNone(RedisServer redis) {
		assertThat(get(a, "/none").headers().allValues("Set-Cookie")).isEmpty();
		assertThat(get(a, "/read").headers().allValues("Set-Cookie")).isEmpty();
		assertThat(redis.lastingKeys()).isEmpty();
	}

	@Test
	void theTimeoutOfASessionMayBeChangedAndRemoved(RedisServer redis) {
		get(a, "/timeout?seconds=120");
		String key = redis.sessions().get(0);
		assertThat((Long) redis.cli("PTTL", key) - GRACE).isBetween(170_000L, 180_000L);
		get(b, "/timeout?seconds=-1");
		assertThat((Long) redis.cli("PTTL", key)).isGreaterThan(29L * 24 * 3600 * 1000);
	}

	@Test
	void noEventsReachAnApplicationThatDoesNotListen(RedisServer redis) {
		assertThat(a.getBean(SessionEventBridge.class).isRunning()).isFalse();
		assertThat(redis.cli("PUBSUB", "CHANNELS")).asInstanceOf(InstanceOfAssertFactories.LIST).isEmpty();
	}

	@Test
	void theSessionsEndpointShowsIdsOnly() {
		login(a);
		String id = get(a, "/id").body();
		HttpResponse<String> response = get(a, "/actuator/sessions/" + id);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains(id).doesNotContain(this.browser.cookie(COOKIE));
	}

	private void login(ConfigurableApplicationContext instance) {
		this.browser.post(SessionTestApplication.uri(instance, "/login"),
				Map.of("username", "alice", "password", "password"));
		assertThat(get(instance, "/private/text").statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> get(ConfigurableApplicationContext instance, String path) {
		return this.browser.get(SessionTestApplication.uri(instance, path));
	}

}
