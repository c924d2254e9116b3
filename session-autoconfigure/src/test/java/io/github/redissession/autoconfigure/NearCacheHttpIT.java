package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.cache.NearCache;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.CountingProxy.Traffic;
import io.github.redissession.testing.MonitorRecorder;
import io.github.redissession.testing.MonitoredCommand;
import io.github.redissession.testing.ReactiveTestApplication;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Instances with near caches over HTTP: what a browser sees that one instance serves
 * after the other.
 */
@ExtendWith(RedisServer.Shared.class)
class NearCacheHttpIT {

	private static final String[] NEAR = { "redis-session.near-cache.enabled=true",
			"redis-session.near-cache.max-staleness=1h" };

	private static CountingProxy proxy;

	private static MonitorRecorder recorder;

	private static ConfigurableApplicationContext one;

	private static ConfigurableApplicationContext other;

	private static ConfigurableApplicationContext reactive;

	/** With a limit of one session, and a short touch interval. */
	private static ConfigurableApplicationContext strict;

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		proxy = CountingProxy.to(RedisServer.shared());
		recorder = MonitorRecorder.start(RedisServer.shared());
		one = servlet();
		other = servlet();
		reactive = ReactiveTestApplication.start(proxy.springProperties(), quiet());
		strict = servlet("redis-session.users.max-sessions=1", "redis-session.expiry.touch-interval=1s");
		Browser warmUp = new Browser();
		for (String path : List.of("/set?value=1", "/change-id", "/text", "/invalidate")) {
			warmUp.get(SessionTestApplication.uri(one, path));
		}
	}

	private static ConfigurableApplicationContext servlet(String... properties) {
		List<String> all = new ArrayList<>(List.of(quiet()));
		all.addAll(List.of(properties));
		return SessionTestApplication.start(proxy.springProperties(), all.toArray(String[]::new));
	}

	private static String[] quiet() {
		List<String> all = new ArrayList<>(List.of(SessionTestApplication.QUIET));
		all.addAll(List.of(NEAR));
		return all.toArray(String[]::new);
	}

	@AfterAll
	static void stop() {
		List.of(one, other, reactive, strict).forEach(ConfigurableApplicationContext::close);
		recorder.close();
		proxy.close();
	}

	@BeforeEach
	void everyCacheAnswers() {
		for (ConfigurableApplicationContext application : List.of(one, other, reactive, strict)) {
			soon(() -> application.getBean(NearCache.class).statistics().on());
		}
	}

	@Test
	void anUnchangedRequestCostsNothing() {
		login(one);
		get(one, "/list?add=apple");
		get(one, "/private/text");
		for (String path : List.of("/private/text", "/json", "/void", "/redirect", "/list", "/passive/text")) {
			recorder.clear();
			Traffic before = proxy.traffic();
			get(one, path);
			assertThat(recorder.commands()).as(path).isEmpty();
			assertThat(proxy.traffic().since(before).roundTrips()).as(path).isZero();
		}
	}

	/** One for the change and one for the next read: never more than without a cache. */
	@Test
	void aChangeCostsItselfAndTheNextReadAReread() {
		login(one);
		get(one, "/private/text");
		recorder.clear();
		get(one, "/set?value=2");
		assertThat(recorder.commands()).containsExactly("EVALSHA");
		recorder.clear();
		get(one, "/private/text");
		assertThat(recorder.commands()).containsExactly("HGETALL", "PTTL");
		recorder.clear();
		get(one, "/private/text");
		assertThat(recorder.commands()).isEmpty();
	}

	@Test
	void whatTheCacheDoesIsMeasured() {
		get(one, "/set?value=1");
		get(one, "/text");
		double hits = metric("requests_total{result=\"hit\"}");
		double misses = metric("requests_total{result=\"miss\"}");
		double invalidations = metric("invalidations_total");
		get(one, "/text");
		get(one, "/text");
		soon(() -> metric("requests_total{result=\"hit\"}") >= hits + 2);
		get(other, "/set?value=2");
		soon(() -> get(one, "/read").body().equals("2"));
		soon(() -> metric("invalidations_total") == invalidations + 1
				&& metric("requests_total{result=\"miss\"}") > misses);
		assertThat(metric("state")).isOne();
		assertThat(metric("sessions")).isPositive();
		assertThat(metric("bytes")).isPositive();
		double flushes = metric("flushes_total");
		RedisServer.shared().flush();
		soon(() -> metric("flushes_total") > flushes && metric("sessions") == 0);
		assertThat(metric("evictions_total")).isZero();
	}

	private static double metric(String name) {
		String sample = "redis_session_near_cache_" + name + " ";
		return new Browser().get(SessionTestApplication.uri(one, "/actuator/prometheus"))
			.body()
			.lines()
			.filter((line) -> line.startsWith(sample))
			.mapToDouble((line) -> Double.parseDouble(line.substring(sample.length())))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void aLoginOnOneInstanceIsSeenByTheOther() {
		get(one, "/set?value=1");
		assertThat(get(other, "/read").body()).isEqualTo("1");
		login(one);
		soon(() -> isLoggedIn(this.browser, other));
		assertThat(get(other, "/read").body()).isEqualTo("1");
		soon(() -> get(reactive, "/text").body().equals("1"));
	}

	@Test
	void aChangeOnOneInstanceIsSeenByTheOther() {
		for (int i = 0; i < 20; i++) {
			String value = "" + i;
			get((i % 2 == 0) ? one : other, "/set?value=" + value);
			soon(() -> get(one, "/read").body().equals(value) && get(other, "/read").body().equals(value)
					&& get(reactive, "/text").body().equals(value));
		}
	}

	@Test
	void aLogoutOnOneInstanceIsSeenByTheOther() {
		login(one);
		assertThat(isLoggedIn(this.browser, other)).isTrue();
		assertThat(isLoggedIn(this.browser, other)).isTrue();
		String cookie = this.browser.cookie("SESSION");
		get(one, "/invalidate");
		this.browser.setCookie("SESSION", String.valueOf(cookie));
		assertThat(isLoggedIn(this.browser, one)).isFalse();
		this.browser.setCookie("SESSION", String.valueOf(cookie));
		soon(() -> !isLoggedIn(this.browser, other));
	}

	@Test
	void signingOutEverywhereIsSeenByAll() {
		List<Browser> devices = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			Browser device = new Browser();
			login(device, (i % 2 == 0) ? one : other);
			assertThat(isLoggedIn(device, one)).isTrue();
			assertThat(isLoggedIn(device, other)).isTrue();
			devices.add(device);
		}
		post(devices.get(0), one, "/private/sign-out-everywhere");
		devices.forEach((device) -> assertThat(isLoggedIn(device, one)).as("at once on this instance").isFalse());
		devices.forEach((device) -> soon(() -> !isLoggedIn(device, other)));
	}

	@Test
	void whoeverIsOverTheLimitIsLoggedOutAtOnceOnTheInstanceOfTheNewLogin() {
		Browser before = new Browser();
		login(before, strict);
		for (int i = 0; i < 10; i++) {
			assertThat(isLoggedIn(before, strict)).isTrue();
			Browser next = new Browser();
			login(next, strict);
			assertThat(isLoggedIn(before, strict)).isFalse();
			before = next;
		}
	}

	@Test
	void accessesAreStillRecordedOnceInATouchInterval() {
		get(strict, "/set?value=1");
		get(strict, "/text");
		recorder.clear();
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(10)).until(() -> {
			get(strict, "/text");
			return recorder.commands().contains("EVALSHA");
		});
		long recorded = recorder.entries()
			.stream()
			.filter((entry) -> !entry.isFromScript())
			.map(MonitoredCommand::name)
			.filter("EVALSHA"::equals)
			.count();
		assertThat(recorded).as("save, and two indexes").isBetween(1L, 3L);
	}

	@Test
	void aSessionExpiresAlthoughItIsCached() {
		get(one, "/set?value=1");
		get(one, "/timeout?seconds=1");
		assertThat(get(one, "/read").body()).isEqualTo("1");
		String cookie = String.valueOf(this.browser.cookie("SESSION"));
		Browser later = new Browser();
		later.setCookie("SESSION", cookie);
		Awaitility.await()
			.pollDelay(Duration.ofMillis(1600))
			.pollInterval(Duration.ofMillis(1600))
			.atMost(Duration.ofSeconds(10))
			.until(() -> later.get(SessionTestApplication.uri(one, "/read")).body().equals("no session"));
	}

	/** Requests share the bytes in the cache, but not the objects. */
	@Test
	void whatOneRequestDoesToAnObjectIsNotSeenByOthersUnlessItIsSaved() {
		get(one, "/list?add=apple");
		for (int i = 0; i < 5; i++) {
			assertThat(get(one, "/list").body()).isEqualTo("[apple]");
		}
		get(one, "/list?add=pear");
		assertThat(get(one, "/list").body()).isEqualTo("[apple, pear]");
		assertThat(get(one, "/list").body()).isEqualTo("[apple, pear]");
		soon(() -> get(other, "/list").body().equals("[apple, pear]"));
	}

	private void login(ConfigurableApplicationContext application) {
		login(this.browser, application);
	}

	private static void login(Browser browser, ConfigurableApplicationContext application) {
		browser.post(SessionTestApplication.uri(application, "/login"),
				Map.of("username", "alice", "password", "password"));
		assertThat(isLoggedIn(browser, application)).isTrue();
	}

	private static boolean isLoggedIn(Browser browser, ConfigurableApplicationContext application) {
		return browser.get(SessionTestApplication.uri(application, "/private/text")).statusCode() == 200;
	}

	private HttpResponse<String> get(ConfigurableApplicationContext application, String path) {
		return this.browser.get(SessionTestApplication.uri(application, path));
	}

	private static void post(Browser browser, ConfigurableApplicationContext application, String path) {
		browser.post(SessionTestApplication.uri(application, path), Map.of());
	}

	private static void soon(Callable<Boolean> condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(Duration.ofSeconds(10)).until(condition);
	}

}
