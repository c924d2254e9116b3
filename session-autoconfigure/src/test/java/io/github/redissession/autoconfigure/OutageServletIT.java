package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.redissession.StoreCircuit;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * The ways to serve a servlet request of {@link SessionCookieIT} before, during and after
 * an outage, in each mode, with attributes as JSON.
 */
class OutageServletIT {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");

	private static final String[] QUICK = { "redis-session.resilience.circuit.probe-interval=100ms",
			"redis-session.resilience.circuit.minimum-calls=1", "redis-session.resilience.circuit.window=2" };

	/** Each begins a session whose value is "apples". */
	private static final List<String> BEGINNING = List.of("/forward", "/forward-in-context", "/forward-wrapped",
			"/forward?to=/begin", "/forward?to=/forward", "/include?to=/begin", "/include?to=/write", "/error-page",
			"/empty", "/reset", "/large", "/close", "/async-dispatch", "/async-late", "/begin-again", "/late");

	private static final Map<OutageMode, ConfigurableApplicationContext> APPLICATIONS = new EnumMap<>(OutageMode.class);

	@BeforeAll
	static void start() {
		for (OutageMode mode : OutageMode.values()) {
			APPLICATIONS.put(mode,
					new SpringApplication(SessionTestApplication.class, SessionCookieIT.Pages.class,
							SessionCookieIT.ForwardingLogin.class, LatePage.class)
						.run(Stream
							.of(new String[] { "server.port=0", "server.address=127.0.0.1",
									"spring.main.banner-mode=off", "redis-session.codec.format=json",
									"redis-session.codec.allowed-packages=io.github.redissession",
									"redis-session.resilience.on-outage=" + mode }, QUICK, REDIS.springProperties(),
									SessionTestApplication.QUIET)
							.flatMap(Arrays::stream)
							.map((property) -> "--" + property)
							.toArray(String[]::new)));
		}
	}

	@AfterEach
	void mend() {
		if (!REDIS.isAlive()) {
			REDIS.restart();
		}
	}

	@AfterAll
	static void stop() {
		APPLICATIONS.values().forEach(ConfigurableApplicationContext::close);
	}

	@ParameterizedTest
	@EnumSource
	void theListPassesBeforeAndAfterAnOutageAndKeepsThePromisesOfItsModeMeanwhile(OutageMode mode) {
		Visit visit = new Visit(APPLICATIONS.get(mode));
		visit.list(false);
		Browser known = visit.begun("/forward");
		String cookie = String.valueOf(known.cookie("SESSION"));
		assertThat(visit.get(known, "/read").body()).isEqualTo("apples");
		REDIS.kill();
		switch (mode) {
			case ANONYMOUS -> visit.anonymous(known);
			case REJECT -> visit.rejected(known);
			case LOCAL -> visit.local(known);
		}
		String during = String.valueOf(known.cookie("SESSION"));
		REDIS.restart();
		awaitNormal(APPLICATIONS.get(mode));
		assertThat(during.equals(cookie)).isEqualTo(mode != OutageMode.LOCAL);
		assertThat(visit.get(known, "/read").body()).isEqualTo((mode == OutageMode.LOCAL) ? "late" : "apples");
		assertThat(known.cookie("SESSION")).isEqualTo(during);
		visit.list(false);
	}

	private static void awaitNormal(ConfigurableApplicationContext application) {
		StoreCircuit circuit = application.getBean(StoreCircuit.class);
		await().atMost(Duration.ofSeconds(20))
			.ignoreExceptions()
			.until(() -> circuit.state() == StoreCircuit.State.CLOSED && circuit.journalSize() == 0
					&& "PONG".equals(SessionTestApplication.ping(application))
					&& !application.getBean(SessionConnection.class).isLost());
	}

	/**
	 * What clients do at one application.
	 */
	private record Visit(ConfigurableApplicationContext application) {

		HttpResponse<String> get(Browser browser, String path) {
			return browser.get(SessionTestApplication.uri(this.application, path));
		}

		/** Begins a session, which the next request of the same client finds. */
		Browser begun(String path) {
			Browser browser = new Browser();
			HttpResponse<String> response = get(browser, path);
			assertThat(browser.cookie("SESSION")).as(path + ": " + response.body()).isNotNull();
			assertThat(get(browser, "/read").body()).as(path).isEqualTo(path.equals("/late") ? "late" : "apples");
			return browser;
		}

		/**
		 * Runs through the list.
		 * @param outage whether no cookie is taken away, not even that of an ended
		 * session
		 */
		void list(boolean outage) {
			BEGINNING.forEach(this::begun);
			Browser browser = begun("/forward");
			String before = browser.cookie("SESSION");
			get(browser, "/forward?first=change");
			assertThat(browser.cookie("SESSION")).isNotNull().isNotEqualTo(before);
			assertThat(get(browser, "/read").body()).isEqualTo("apples");
			assertThat(get(browser, "/start-async?value=pears").body()).isEqualTo("true true apples");
			assertThat(get(browser, "/read").body()).isEqualTo("pears");
			assertThat(get(browser, "/forwarding/requested").body()).isEqualTo("true true true");
			assertThat(get(browser, "/tenant").body()).isEqualTo("north");
			get(browser, "/bind?name=one");
			get(browser, "/unbind");
			assertThat(get(browser, "/read").body()).isEqualTo("apples");
			get(browser, "/forward?first=end");
			assertThat(browser.cookie("SESSION") != null).isEqualTo(outage);
			assertThat(get(browser, "/read").body()).isEqualTo("no session");
			browser.setCookie("SESSION", String.valueOf(before));
			assertThat(get(browser, "/read").body()).isEqualTo("no session");
		}

		/**
		 * What was begun, moved, changed and ended meanwhile is there, or gone,
		 * afterwards.
		 */
		void local(Browser known) {
			list(true);
			get(known, "/forward?first=change");
			get(known, "/late");
			assertThat(get(known, "/read").body()).isEqualTo("late");
		}

		/**
		 * Every request that changes nothing is served, and no client gets or loses a
		 * cookie.
		 */
		void anonymous(Browser known) {
			for (String path : BEGINNING) {
				Browser stranger = new Browser();
				for (Browser browser : List.of(known, stranger)) {
					if (path.equals("/late")) {
						assertThatException().as("cut off").isThrownBy(() -> get(browser, path));
					}
					else {
						assertRejected(browser, path);
					}
				}
				assertThat(untouched(stranger, "/read").body()).isEqualTo("no session");
			}
			assertThat(untouched(known, "/read").body()).isEqualTo("no session");
			assertThat(untouched(known, "/tenant").body()).isEqualTo("north");
			assertRejected(known, "/start-async");
			assertThat(untouched(known, "/forwarding/requested").body()).isEqualTo("false false false");
			untouched(known, "/forward?first=end");
			untouched(known, "/forward?first=change");
			untouched(known, "/begin-and-end?then=forward");
		}

		/** Every request that needs its session is answered with 503. */
		void rejected(Browser known) {
			for (String path : BEGINNING) {
				assertRejected(known, path);
				assertRejected(new Browser(), path);
			}
			for (String path : List.of("/read", "/tenant", "/bind?name=one", "/forward?first=end",
					"/forward?first=change", "/forwarding/requested", "/begin-and-end?then=forward")) {
				assertRejected(known, path);
			}
			assertThat(untouched(new Browser(), "/none").statusCode()).isEqualTo(200);
			assertThat(untouched(new Browser(), "/read").body()).isEqualTo("no session");
		}

		private void assertRejected(Browser browser, String path) {
			HttpResponse<String> response = untouched(browser, path);
			assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(503);
			assertThat(response.headers().firstValue("Retry-After")).as(path).isPresent();
		}

		private HttpResponse<String> untouched(Browser browser, String path) {
			HttpResponse<String> response = get(browser, path);
			assertThat(response.headers().allValues("Set-Cookie")).as(path)
				.noneMatch((cookie) -> cookie.startsWith("SESSION="));
			return response;
		}

	}

	/**
	 * A page whose session changes after the response has been sent.
	 */
	@RestController
	static class LatePage {

		@GetMapping("/late")
		void late(HttpServletRequest request, HttpServletResponse response) throws Exception {
			HttpSession session = request.getSession();
			response.getWriter().write("sent");
			response.flushBuffer();
			session.setAttribute("value", "late");
		}

	}

}
