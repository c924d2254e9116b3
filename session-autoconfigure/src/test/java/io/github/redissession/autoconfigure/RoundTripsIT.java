package io.github.redissession.autoconfigure;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.CountingProxy.Traffic;
import io.github.redissession.testing.MonitorRecorder;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each kind of request costs: a proxy counts the round trips, the server's monitor
 * names the commands.
 */
@ExtendWith(RedisServer.Shared.class)
class RoundTripsIT {

	private static CountingProxy proxy;

	private static MonitorRecorder recorder;

	private static ConfigurableApplicationContext application;

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		proxy = CountingProxy.to(RedisServer.shared());
		recorder = MonitorRecorder.start(RedisServer.shared());
		application = SessionTestApplication.start(proxy.springProperties(), SessionTestApplication.QUIET);
		Browser warmUp = new Browser();
		for (String path : List.of("/set?value=1", "/change-id", "/text", "/invalidate")) {
			warmUp.get(SessionTestApplication.uri(application, path));
		}
	}

	@AfterAll
	static void stop() {
		application.close();
		recorder.close();
		proxy.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/private/text", "/json", "/void", "/redirect", "/list", "/passive/text" })
	void aRequestThatOnlyReadsCostsOneRoundTripWithTwoCommands(String path) {
		login();
		get("/list?add=apple");
		cost(path).is(1, "HGETALL", "PTTL");
	}

	@Test
	void aRequestThatUsesNoSessionCostsNothing() {
		cost("/none").is(0);
		cost("/read").is(0);
	}

	@Test
	void anotherAttributeCostsOneMore() {
		login();
		cost("/set?value=2").is(2, "HGETALL", "PTTL", "EVALSHA");
		cost("/list?add=apple").is(2, "HGETALL", "PTTL", "EVALSHA");
	}

	@Test
	void settingWhatIsThereAlreadyCostsNoMore() {
		login();
		get("/set?value=2");
		cost("/set?value=2").is(1, "HGETALL", "PTTL");
	}

	@Test
	void aNewSessionCostsOne() {
		cost("/set?value=1").is(1, "EVALSHA", "EVALSHA");
	}

	@Test
	void aFailureCostsNoMoreThanTheChange() {
		login();
		cost("/exception").is(2, "HGETALL", "PTTL", "EVALSHA");
		cost("/exception").is(1, "HGETALL", "PTTL");
	}

	@Test
	void endingASessionCostsTwo() {
		login();
		cost("/invalidate").is(2, "HGETALL", "PTTL", "EVALSHA", "ZREM", "EVALSHA");
	}

	@Test
	void logoutCostsTwo() {
		login();
		cost(() -> this.browser.post(SessionTestApplication.uri(application, "/logout"), Map.of())).is(2, "HGETALL",
				"PTTL", "EVALSHA", "ZREM", "EVALSHA");
	}

	@Test
	void aNewIdCostsThree() {
		login();
		cost("/change-id").is(3, "HGETALL", "PTTL", "EVALSHA", "EVALSHA", "EVALSHA", "EVALSHA", "HDEL", "EVALSHA",
				"ZREM", "ZREM");
	}

	@Test
	void aLoginWithANewIdCostsThree() {
		get("/set?value=1");
		cost(this::login).is(3, "HGETALL", "PTTL", "EVALSHA", "EVALSHA", "EVALSHA", "EVALSHA", "HDEL", "EVALSHA",
				"ZREM");
		get("/private/text");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "x", "../../etc/passwd", "session:user:alice", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5",
					"NmY4YTNjNTItMGIxZC00ZTdmLTlhNjQtZDNjMmIxYTA5Zjhl", "6f8a3c52-0b1d-4e7f-9a64-d3c2b1a09f8e",
					"AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", "%00%FF%0A" })
	void aCookieThatCannotBeOursCostsNothing(String cookie) {
		this.browser.setCookie("SESSION", cookie);
		cost("/read").is(0);
		this.browser.setCookie("SESSION", "A".repeat(6000));
		cost("/read").is(0);
	}

	@Test
	void aCookieThatCouldBeOursIsAskedForOnce() {
		this.browser.setCookie("SESSION", "A".repeat(43));
		cost("/read").is(1, "HGETALL", "PTTL");
		cost("/set?value=1").is(2, "HGETALL", "PTTL", "EVALSHA", "EVALSHA");
	}

	private void login() {
		this.browser.post(SessionTestApplication.uri(application, "/login"),
				Map.of("username", "alice", "password", "password"));
	}

	private void get(String path) {
		this.browser.get(SessionTestApplication.uri(application, path));
	}

	private Cost cost(String path) {
		return cost(() -> get(path));
	}

	private Cost cost(Runnable request) {
		recorder.clear();
		Traffic before = proxy.traffic();
		request.run();
		return new Cost(proxy.traffic().since(before).roundTrips(), recorder.commands());
	}

	private record Cost(long roundTrips, List<String> commands) {

		void is(long expectedRoundTrips, String... expectedCommands) {
			assertThat(this.commands).containsExactly(expectedCommands);
			assertThat(this.roundTrips).isEqualTo(expectedRoundTrips);
		}

	}

}
