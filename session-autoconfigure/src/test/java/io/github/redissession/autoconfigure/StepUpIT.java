package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Pages that require a new login after a break, and pages that do not prolong a session,
 * over HTTP and by the server's clock.
 */
@ExtendWith(RedisServer.Shared.class)
class StepUpIT {

	/** The limit of the sensitive paths and one touch interval. */
	private static final Duration BREAK = Duration.ofMillis(1100);

	private static ConfigurableApplicationContext application;

	private final RedisServer redis;

	private final Browser browser = new Browser();

	StepUpIT(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeAll
	static void start() {
		application = SessionTestApplication.start(RedisServer.shared().springProperties(),
				"redis-session.expiry.sensitive[0].paths=/sensitive/**",
				"redis-session.expiry.sensitive[0].idle-timeout=1s", "redis-session.expiry.touch-interval=100ms",
				"redis-session.expiry.passive-paths=/passive/**");
		Browser warmUp = new Browser();
		for (String path : List.of("/set?value=1", "/passive/text", "/marked-passive", "/login")) {
			warmUp.get(SessionTestApplication.uri(application, path));
		}
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void fillACartAndLogIn() {
		get("/set?value=cart");
		login();
	}

	@Test
	void withoutABreakASensitivePageIsServed() {
		assertServed("/sensitive/text");
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(200))
			.atMost(Duration.ofSeconds(10))
			.until(() -> {
				assertServed("/private/text");
				return idleSince(Instant.ofEpochMilli(number("created"))).compareTo(BREAK.multipliedBy(2)) > 0;
			});
		assertServed("/sensitive/text");
	}

	@Test
	void afterABreakASensitivePageWantsANewLoginAndTheCartIsKept() {
		takeABreak();
		assertRedirectedToLogin("/sensitive/text");
		assertThat(get("/read").body()).isEqualTo("cart");
		login();
		assertServed("/sensitive/text");
	}

	@Test
	void afterABreakOtherPagesAreServedAsBefore() {
		takeABreak();
		assertServed("/private/text");
		assertThat(principal()).isEqualTo("alice");
	}

	@Test
	void openingAnotherPageFirstDoesNotHelp() {
		takeABreak();
		assertServed("/private/text");
		assertServed("/private/text");
		assertRedirectedToLogin("/sensitive/text");
		assertThat(principal()).isNull();
		assertRedirectedToLogin("/private/text");
	}

	@Test
	void pollingAPassivePageDoesNotHelp() {
		Instant begin = now();
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(100))
			.atMost(Duration.ofSeconds(10))
			.until(() -> {
				assertThat(get("/passive/text").statusCode()).isEqualTo(200);
				return Duration.between(begin, now()).compareTo(BREAK.plusMillis(100)) > 0;
			});
		assertRedirectedToLogin("/sensitive/text");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%73ensitive/text", "/sensitive/%74ext" })
	void anotherSpellingOfThePathDoesNotHelp(String path) {
		assertServed(path);
		takeABreak();
		assertRedirectedToLogin(path);
	}

	/** So there is nothing for the limit to miss. */
	@ParameterizedTest
	@ValueSource(strings = { "//sensitive/text", "/none/../sensitive/text", "/none/%2e%2e/sensitive/text",
			"/./sensitive/text", "/sensitive;a=b/text", "/;a=b/sensitive/text", "/sensitive/text/", "/sensitive%2Ftext",
			"/sensitive/text%00", "/Sensitive/text" })
	void aSpellingThatOtherwiseMeansTheSameGetsNoPage(String path) {
		assertThat(get(path).statusCode()).isIn(400, 404);
	}

	@Test
	void theContextPathIsNoPartOfThePatterns() {
		try (ConfigurableApplicationContext shop = SessionTestApplication.start(this.redis.springProperties(),
				"server.servlet.context-path=/shop", "redis-session.expiry.sensitive[0].paths=/sensitive/**",
				"redis-session.expiry.sensitive[0].idle-timeout=1s", "redis-session.expiry.touch-interval=100ms")) {
			this.redis.flush();
			Browser customer = new Browser();
			customer.get(SessionTestApplication.uri(shop, "/shop/sensitive/text"));
			customer.post(SessionTestApplication.uri(shop, "/shop/login"),
					Map.of("username", "alice", "password", "password"));
			for (String path : List.of("/shop/sensitive/text", "/%73hop/sensitive/text")) {
				assertThat(customer.get(SessionTestApplication.uri(shop, path)).statusCode()).as(path).isEqualTo(200);
			}
			takeABreak();
			for (String path : List.of("//shop/sensitive/text", "/shop;a=b/sensitive/text", "/%73hop/sensitive/text",
					"/shop/sensitive/text")) {
				assertThat(customer.get(SessionTestApplication.uri(shop, path)).statusCode()).as(path)
					.isNotEqualTo(200);
			}
		}
	}

	@Test
	void aNewLoginBeforeAnyoneAsksForOneCounts() {
		takeABreak();
		assertServed("/private/text");
		login();
		assertServed("/sensitive/text");
	}

	@Test
	void loggingInStraightAfterTheBreakCounts() {
		takeABreak();
		login();
		assertServed("/sensitive/text");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/passive/text", "/marked-passive" })
	void pollingAPassivePageDoesNotKeepASessionAlive(String path) {
		get("/timeout?seconds=2");
		String before = this.browser.cookie("SESSION");
		String key = this.redis.sessions().get(0);
		Instant lastUse = Instant.ofEpochMilli(number("accessed"));
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(50))
			.atMost(Duration.ofSeconds(10))
			.until(() -> {
				get(path);
				return !before.equals(this.browser.cookie("SESSION"));
			});
		assertThat(Duration.between(lastUse, now())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
		await().until(() -> Long.valueOf(0).equals(this.redis.cli("EXISTS", key)));
	}

	@Test
	void pollingAnotherPageKeepsASessionAlive() {
		get("/timeout?seconds=1");
		Instant begin = now();
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(100))
			.atMost(Duration.ofSeconds(10))
			.until(() -> {
				assertServed("/private/text");
				return Duration.between(begin, now()).compareTo(Duration.ofMillis(2500)) > 0;
			});
	}

	@Test
	void aPassivePageNeitherProlongsTheSessionNorCountsAsAnAccess() {
		get("/timeout?seconds=60");
		long expires = number("expires");
		long accessed = number("accessed");
		takeABreak();
		get("/passive/text");
		assertThat(number("expires")).isEqualTo(expires);
		assertThat(number("accessed")).isEqualTo(accessed);
	}

	/** Waits until the server's clock is past the limit, counted from the last access. */
	private void takeABreak() {
		Instant last = Instant.ofEpochMilli(number("accessed"));
		await().pollInterval(Duration.ofMillis(20))
			.atMost(Duration.ofSeconds(10))
			.until(() -> idleSince(last).compareTo(BREAK.plusMillis(20)) > 0);
	}

	private Duration idleSince(Instant last) {
		return Duration.between(last, now());
	}

	private Instant now() {
		List<?> time = (List<?>) this.redis.cli("TIME");
		return Instant.ofEpochSecond(Long.parseLong(String.valueOf(time.get(0))),
				Long.parseLong(String.valueOf(time.get(1))) * 1000);
	}

	private long number(String field) {
		return Long.parseLong(String.valueOf(this.redis.cli("HGET", this.redis.sessions().get(0), field)));
	}

	private Object principal() {
		return this.redis.cli("HGET", this.redis.sessions().get(0), "principal");
	}

	private void login() {
		HttpResponse<String> response = this.browser.post(SessionTestApplication.uri(application, "/login"),
				Map.of("username", "alice", "password", "password"));
		assertThat(response.headers().firstValue("Location").orElseThrow()).doesNotContain("error");
	}

	private void assertServed(String path) {
		assertThat(get(path).statusCode()).as(path).isEqualTo(200);
	}

	private void assertRedirectedToLogin(String path) {
		HttpResponse<String> response = get(path);
		assertThat(response.statusCode()).as(path).isEqualTo(302);
		assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/login");
	}

	private HttpResponse<String> get(String path) {
		return this.browser.get(SessionTestApplication.uri(application, path));
	}

}
