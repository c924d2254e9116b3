package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

import io.github.redissession.UserDevice;
import io.github.redissession.UserSessions;
import io.github.redissession.spi.DeviceNames;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.CountingProxy;
import io.github.redissession.testing.CountingProxy.Traffic;
import io.github.redissession.testing.QuickLogin;
import io.github.redissession.testing.ReactiveTestApplication;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users and their devices in real applications over HTTP: two servlet instances and a
 * WebFlux one on the same Redis, and servlet instances with other settings.
 */
@ExtendWith(RedisServer.Shared.class)
class UserSessionsIT {

	private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

	private static final String NAMED = QuickLogin.DEVICE_NAMES + "=true";

	private static final String LIMIT = "redis-session.users.max-sessions=1";

	private static ConfigurableApplicationContext one;

	private static ConfigurableApplicationContext other;

	private static ConfigurableApplicationContext reactive;

	private static final Map<String, ConfigurableApplicationContext> more = new HashMap<>();

	@BeforeAll
	static void start() {
		one = servlet(NAMED);
		other = servlet();
		reactive = ReactiveTestApplication.start(RedisServer.shared().springProperties(), NAMED);
		// The rules load for seconds, longer than a request of the test may take.
		for (ConfigurableApplicationContext named : List.of(one, reactive)) {
			assertThat(named.getBean(DeviceNames.class).name(FIREFOX)).isEqualTo("Firefox on Linux");
		}
	}

	@AfterAll
	static void stop() {
		Stream.of(one, other, reactive).forEach(ConfigurableApplicationContext::close);
		more.values().forEach(ConfigurableApplicationContext::close);
		more.clear();
	}

	private static ConfigurableApplicationContext servlet(String... properties) {
		return SessionTestApplication.start(RedisServer.shared().springProperties(), properties);
	}

	/** An instance with other settings, kept for the next test that needs the same. */
	private static ConfigurableApplicationContext with(String... properties) {
		return more.computeIfAbsent(String.join(" ", properties), (key) -> servlet(properties));
	}

	@Test
	void aUserSeesTheDevicesByReadableNames() {
		Browser firefox = new Browser();
		firefox.setUserAgent(FIREFOX);
		login(firefox, one);
		Browser robot = new Browser();
		robot.setUserAgent("");
		login(robot, other);
		String devices = get(firefox, reactive, "/private/devices").body();
		assertThat(JsonPath.<List<String>>read(devices, "$[*].name")).containsExactly("Firefox on Linux",
				"Unknown device");
		assertThat(JsonPath.<List<Boolean>>read(devices, "$[*].current")).containsExactly(true, false);
		assertThat(JsonPath.<List<String>>read(devices, "$[*].address")).containsOnly("127.0.0.1");
		assertThat(JsonPath.<List<String>>read(get(robot, one, "/private/devices").body(), "$[*].name"))
			.containsExactly("Unknown device", "Firefox on Linux");
	}

	@Test
	void oneDeviceIsSignedOut() {
		Browser asks = login(new Browser(), one);
		Browser goes = login(new Browser(), other);
		String id = get(goes, one, "/id").body();
		assertThat(post(asks, one, "/private/sign-out/" + id).body()).isEqualTo("true");
		assertThat(post(asks, one, "/private/sign-out/" + id).body()).isEqualTo("false");
		assertThat(isLoggedIn(goes, other)).isFalse();
		assertThat(isLoggedIn(asks, other)).isTrue();
	}

	@Test
	void aWebFluxApplicationSignsOutDevicesOfAServletOne() {
		Browser goes = login(new Browser(), one);
		Browser asks = login(new Browser(), reactive);
		assertThat(post(asks, reactive, "/private/sign-out-others").body()).isEqualTo("1");
		assertThat(isLoggedIn(goes, one)).isFalse();
		assertThat(isLoggedIn(asks, one)).isTrue();
	}

	@Test
	void aWebFluxApplicationSignsOutOneDeviceAndEveryDevice() {
		Browser goes = login(new Browser(), one);
		Browser asks = login(new Browser(), reactive);
		String id = get(goes, one, "/id").body();
		assertThat(post(asks, reactive, "/private/sign-out/" + id).body()).isEqualTo("true");
		assertThat(post(asks, reactive, "/private/sign-out/" + id).body()).isEqualTo("false");
		assertThat(isLoggedIn(goes, one)).isFalse();
		assertThat(isLoggedIn(asks, reactive)).isTrue();
		login(goes, one);
		assertThat(post(asks, reactive, "/private/sign-out-everywhere").body()).isEqualTo("2");
		assertThat(isLoggedIn(goes, one)).isFalse();
		assertThat(isLoggedIn(asks, reactive)).isFalse();
	}

	@Test
	void signingOutEverywhereIncludesThisDevice() {
		Browser asks = login(new Browser(), one);
		Browser goes = login(new Browser(), other);
		assertThat(post(asks, other, "/private/sign-out-everywhere").body()).isEqualTo("2");
		assertThat(isLoggedIn(asks, one)).isFalse();
		assertThat(isLoggedIn(goes, one)).isFalse();
		assertThat(RedisServer.shared().lastingKeys()).noneMatch((key) -> key.contains("alice"));
	}

	/**
	 * Of 50 devices, 20 keep sending requests to either instance.
	 */
	@Test
	void everyNextRequestOfASignedOutDeviceIsLoggedOut() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(20);
		try {
			for (int round = 0; round < 2; round++) {
				List<Browser> devices = new ArrayList<>();
				for (int i = 0; i < 50; i++) {
					devices.add(login(new Browser(), (i % 2 == 0) ? one : other));
				}
				Browser caller = devices.remove(49);
				AtomicBoolean over = new AtomicBoolean();
				List<Future<?>> inFlight = new ArrayList<>();
				for (Browser device : devices.subList(0, 20)) {
					inFlight.add(threads.submit(() -> use(device, over)));
				}
				assertThat(post(caller, one, "/private/sign-out-others").body()).isEqualTo("49");
				for (Browser device : devices) {
					assertThat(isLoggedIn(device, other)).isFalse();
				}
				over.set(true);
				for (Future<?> requests : inFlight) {
					requests.get(20, TimeUnit.SECONDS);
				}
				assertThat(isLoggedIn(caller, other)).isTrue();
				post(caller, one, "/private/sign-out-everywhere");
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void use(Browser device, AtomicBoolean over) {
		for (int i = 0; !over.get(); i++) {
			HttpResponse<String> response = get(device, (i % 2 == 0) ? one : other, "/private/text?n=" + i);
			assertThat(response.statusCode()).isIn(200, 302);
		}
	}

	@Test
	void aLoginBeyondTheLimitIsTurnedAwayAtTheLoginPage() {
		ConfigurableApplicationContext limited = with(LIMIT, "redis-session.users.on-limit=reject");
		Browser first = login(new Browser(), limited);
		Browser second = new Browser();
		get(second, limited, "/set?value=kept");
		assertThat(location(tryLogin(second, limited))).endsWith("/login?error");
		assertThat(get(second, limited, "/read?name=SPRING_SECURITY_LAST_EXCEPTION").body())
			.contains("SessionAuthenticationException", "as many sessions as allowed");
		assertThat(isLoggedIn(second, limited)).isFalse();
		assertThat(get(second, limited, "/text").body()).isEqualTo("kept");
		assertThat(isLoggedIn(first, limited)).isTrue();
		get(first, limited, "/invalidate");
		login(second, limited);
		assertThat(get(second, limited, "/text").body()).isEqualTo("kept");
	}

	@Test
	void theSameInWebFlux() {
		try (ConfigurableApplicationContext limited = ReactiveTestApplication
			.start(RedisServer.shared().springProperties(), LIMIT, "redis-session.users.on-limit=reject")) {
			Browser first = login(new Browser(), limited);
			Browser second = new Browser();
			get(second, limited, "/set?value=kept");
			assertThat(location(tryLogin(second, limited))).endsWith("/login?error");
			assertThat(isLoggedIn(second, limited)).isFalse();
			assertThat(get(second, limited, "/text").body()).isEqualTo("kept");
			assertThat(isLoggedIn(first, limited)).isTrue();
		}
	}

	@Test
	void aLoginBeyondTheLimitEndsTheOldestOne() {
		ConfigurableApplicationContext limited = with(LIMIT);
		Browser first = login(new Browser(), limited);
		Browser second = login(new Browser(), limited);
		assertThat(isLoggedIn(first, limited)).isFalse();
		assertThat(isLoggedIn(second, limited)).isTrue();
		login(second, limited);
		assertThat(isLoggedIn(second, limited)).as("again in the same browser").isTrue();
	}

	@Test
	void aLoginWithALimitCostsFourRoundTrips() {
		try (CountingProxy proxy = CountingProxy.to(RedisServer.shared());
				ConfigurableApplicationContext limited = SessionTestApplication.start(proxy.springProperties(), LIMIT,
						SessionTestApplication.QUIET[0], SessionTestApplication.QUIET[1],
						SessionTestApplication.QUIET[2], SessionTestApplication.QUIET[3])) {
			login(new Browser(), limited);
			Browser browser = new Browser();
			get(browser, limited, "/set?value=1");
			proxy.delayReplies(Duration.ofMillis(20));
			Traffic before = proxy.traffic();
			tryLogin(browser, limited);
			assertThat(proxy.traffic().since(before).roundTrips()).as("and one other session ends").isEqualTo(4);
			before = proxy.traffic();
			get(browser, limited, "/private/devices");
			assertThat(proxy.traffic().since(before).roundTrips()).as("the session and the list").isEqualTo(3);
		}
	}

	@Test
	void namesOfUsersCanBeHashed() {
		ConfigurableApplicationContext hashed = with("redis-session.users.hash-principal=true",
				"redis-session.users.record-device=false");
		Browser browser = login(new Browser(), hashed);
		List<UserDevice> devices = hashed.getBean(UserSessions.class).devices("alice");
		assertThat(devices).singleElement().satisfies((device) -> {
			assertThat(device.address()).isNull();
			assertThat(device.userAgent()).isNull();
		});
		assertThat(JsonPath.<List<Boolean>>read(get(browser, hashed, "/private/devices").body(), "$[*].current"))
			.containsExactly(true);
		RedisServer redis = RedisServer.shared();
		assertThat(redis.keys()).noneMatch((key) -> key.contains("alice"));
		assertThat(redis.cli("HGET", redis.sessions().get(0), "principal")).asString().hasSize(43);
		assertThat(hashed.getBean(UserSessions.class).signOutEverywhere("alice")).isEqualTo(1);
	}

	@Test
	void springSecuritysRegistryKnowsTheSessions() {
		SessionRegistry registry = one.getBean(SessionRegistry.class);
		assertThat(registry).isInstanceOf(SpringSessionBackedSessionRegistry.class);
		Browser browser = login(new Browser(), one);
		List<SessionInformation> sessions = registry.getAllSessions("alice", false);
		assertThat(sessions).singleElement()
			.extracting(SessionInformation::getSessionId)
			.isEqualTo(get(browser, other, "/id").body());
		sessions.get(0).expireNow();
		assertThat(registry.getAllSessions("alice", false)).isEmpty();
	}

	private static Browser login(Browser browser, ConfigurableApplicationContext application) {
		tryLogin(browser, application);
		assertThat(isLoggedIn(browser, application)).isTrue();
		return browser;
	}

	private static HttpResponse<String> tryLogin(Browser browser, ConfigurableApplicationContext application) {
		return browser.post(SessionTestApplication.uri(application, "/login"),
				Map.of("username", "alice", "password", "password"));
	}

	private static boolean isLoggedIn(Browser browser, ConfigurableApplicationContext application) {
		return get(browser, application, "/private/text").statusCode() == 200;
	}

	private static HttpResponse<String> get(Browser browser, ConfigurableApplicationContext application, String path) {
		return browser.get(SessionTestApplication.uri(application, path));
	}

	private static HttpResponse<String> post(Browser browser, ConfigurableApplicationContext application, String path) {
		return browser.post(SessionTestApplication.uri(application, path), Map.of());
	}

	private static String location(HttpResponse<String> response) {
		return response.headers().firstValue("Location").orElse("none");
	}

	@Test
	void whoGetsANewIdAndSignsOutTheOthersStays() {
		for (ConfigurableApplicationContext application : List.of(one, reactive)) {
			Browser caller = login(new Browser(), application);
			Browser goes = login(new Browser(), other);
			assertThat(post(caller, application, "/private/new-password").body()).isEqualTo("1");
			assertThat(isLoggedIn(caller, other)).isTrue();
			assertThat(isLoggedIn(goes, other)).isFalse();
			post(caller, application, "/private/sign-out-everywhere");
		}
	}

}
