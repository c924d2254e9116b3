package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.StoreCircuit;
import io.github.redissession.UserSessions;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static io.github.redissession.StoreFailureConditions.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What an outage does to the users of a real application over HTTP: requests go on as if
 * nobody were logged in, but for one path where they are refused.
 */
abstract class OutageContract {

	/** More than a test may wait. */
	private static final Duration LONG = Duration.ofMinutes(1);

	/** Short times, so that an outage of seconds is a long one. */
	static final String[] QUICK = { "redis-session.resilience.timeout=300ms",
			"redis-session.resilience.circuit.probe-interval=100ms", "redis-session.resilience.circuit.minimum-calls=3",
			"redis-session.resilience.paths[0].paths=/private/text",
			"redis-session.resilience.paths[0].on-outage=reject", "redis-session.resilience.retry-after=3s",
			"redis-session.query.timeout=1s" };

	static final long BUDGET_MS = 300;

	private final Browser browser = new Browser();

	abstract RedisServer redis();

	abstract ConfigurableApplicationContext application();

	@BeforeEach
	void begin() {
		awaitCircuit(StoreCircuit.State.CLOSED);
	}

	@AfterEach
	void mend() {
		if (!redis().isAlive()) {
			redis().restart();
		}
	}

	@Test
	void nobodyIsLoggedOutByAServerThatWasKilled() {
		login();
		String cookie = cookie();
		redis().kill();
		openCircuit();
		for (String path : List.of("/text", "/none", "/id")) {
			HttpResponse<String> response = get(path);
			assertThat(response.statusCode()).as(path).isEqualTo(200);
			assertThat(response.headers().allValues("Set-Cookie")).as(path).isEmpty();
		}
		assertRefused(get("/set?value=lost"));
		assertRefused(get("/list?add=lost"));
		assertThat(get("/text").body()).isEqualTo("null");
		redis().restart();
		await().atMost(Duration.ofSeconds(5)).until(() -> get("/private/text").statusCode() == 200);
		assertThat(get("/private/text").body()).isEqualTo("kept");
		assertThat(cookie()).isEqualTo(cookie);
	}

	@Test
	void noPathTellsTheBrowserToForgetItsCookie() {
		login();
		String cookie = cookie();
		redis().kill();
		openCircuit();
		for (String path : List.of("/invalidate", "/change-id", "/private/devices")) {
			assertThat(get(path).headers().allValues("Set-Cookie")).as(path).isEmpty();
		}
		assertRefused(post());
		redis().restart();
		await().atMost(Duration.ofSeconds(5)).until(() -> get("/private/text").statusCode() == 200);
		assertThat(cookie()).isEqualTo(cookie);
	}

	@Test
	void aNewVisitorGetsNoCookieDuringAnOutage() {
		redis().kill();
		openCircuit();
		assertThat(get("/text").statusCode()).isEqualTo(200);
		assertRefused(get("/set?value=1"));
		assertRefused(post());
		assertThat(cookie()).isNull();
	}

	/**
	 * The stall is longer than a request that reads would wait.
	 */
	@Test
	void aLoginWaitsUntilAStallIsOver() {
		redis().cli("CLIENT", "PAUSE", "1000", "ALL");
		assertThat(post().headers().firstValue("Location").orElse("error")).doesNotContain("error");
		assertThat(get("/private/text").statusCode()).as("logged in").isEqualTo(200);
		redis().cli("CLIENT", "PAUSE", "1000", "ALL");
		String cookie = cookie();
		assertThat(post().headers().firstValue("Location").orElse("error")).doesNotContain("error");
		assertThat(get("/private/text").statusCode()).as("logged in once more").isEqualTo(200);
		assertThat(cookie()).isNotEqualTo(cookie);
	}

	@Test
	void aPathMayBeRefusedInstead() {
		login();
		redis().kill();
		openCircuit();
		assertRefused(get("/private/text"));
	}

	private static void assertRefused(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
		assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
		assertThat(response.body()).contains("try again");
	}

	/**
	 * Who waits for Redis waits at least for the whole time budget, so the fastest, or
	 * the middle, of some requests tells, however busy the machine is. Many at a time are
	 * compared with as many that use no session.
	 */
	@Test
	void aHangCostsNobodyMoreThanTheTimeBudgetAndThenNothing() throws Exception {
		login();
		String cookie = cookie();
		long usual = middle(browse("/none", 200, 400));
		redis().pause();
		try {
			assertThat(browse("/text", 1, 3).get(0)).as("once for all of a request").isLessThan(2 * BUDGET_MS);
			openCircuit();
			assertThat(middle(browse("/text", 1, 15))).as("nobody waits").isLessThan(BUDGET_MS);
			assertThat(middle(browse("/text", 200, 400))).as("nobody piles up").isLessThan(3 * usual + BUDGET_MS);
		}
		finally {
			redis().resume();
		}
		await().atMost(Duration.ofSeconds(5)).until(() -> get("/private/text").statusCode() == 200);
		assertThat(cookie()).isEqualTo(cookie);
	}

	@Test
	void aQuestionAcrossSessionsIsRefusedAtOnce() {
		login();
		redis().pause();
		try {
			openCircuit();
			SessionSearch search = application().getBean(SessionSearch.class);
			UserSessions users = application().getBean(UserSessions.class);
			for (ThrowingCallable question : List.<ThrowingCallable>of(() -> search.count(SessionQuery.all()),
					() -> search.find(SessionQuery.all(), PageRequest.first(1)),
					() -> search.reindex(10, (progress) -> {
					}), () -> users.devices("alice"))) {
				assertThatExceptionOfType(SessionStoreException.class).isThrownBy(question)
					.has(reason(Reason.UNAVAILABLE))
					.withMessageContaining("known to be unavailable");
			}
		}
		finally {
			redis().resume();
		}
	}

	@Test
	void aQuestionThatIsNotAnsweredDoesNotOpenTheCircuit() {
		login();
		SessionSearch search = application().getBean(SessionSearch.class);
		redis().pause();
		try {
			List<CompletableFuture<Long>> questions = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				questions.add(CompletableFuture.supplyAsync(() -> search.count(SessionQuery.all())));
			}
			assertThat(questions).allSatisfy((question) -> assertThat(question).failsWithin(LONG));
			assertThat(application().getBean(StoreCircuit.class).state()).isEqualTo(StoreCircuit.State.CLOSED);
		}
		finally {
			redis().resume();
		}
	}

	@Test
	void aDrillIsAnOutageOfThisInstanceAlone() {
		login();
		application().getBean(StoreCircuit.class).drill(Duration.ofSeconds(30));
		assertThat(application().getBean(StoreCircuit.class).state()).isEqualTo(StoreCircuit.State.DRILL);
		assertThat(get("/text").body()).isEqualTo("null");
		assertThat(get("/private/text").statusCode()).isEqualTo(503);
		application().getBean(StoreCircuit.class).drill(Duration.ZERO);
		awaitCircuit(StoreCircuit.State.CLOSED);
		assertThat(get("/private/text").body()).isEqualTo("kept");
	}

	private static long middle(List<Long> millis) {
		return millis.get(millis.size() / 2);
	}

	/** Milliseconds per request, sorted. */
	private List<Long> browse(String path, int threads, int requests) throws Exception {
		ExecutorService users = Executors.newFixedThreadPool(threads);
		try {
			List<CompletableFuture<Long>> all = new ArrayList<>();
			for (int i = 0; i < requests; i++) {
				all.add(CompletableFuture.supplyAsync(() -> {
					long start = System.nanoTime();
					assertThat(get(path).statusCode()).isEqualTo(200);
					return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
				}, users));
			}
			return all.stream().map(CompletableFuture::join).sorted().toList();
		}
		finally {
			users.shutdownNow();
		}
	}

	private void login() {
		await().atMost(Duration.ofSeconds(10)).until(() -> {
			post();
			get("/set?value=kept");
			return get("/private/text").body().equals("kept");
		});
	}

	private HttpResponse<String> post() {
		return this.browser.post(SessionTestApplication.uri(application(), "/login"),
				Map.of("username", "alice", "password", "password"));
	}

	private String cookie() {
		return this.browser.cookie("SESSION");
	}

	private void openCircuit() {
		Browser other = new Browser();
		other.setCookie("SESSION", "A".repeat(43));
		await().atMost(Duration.ofSeconds(10)).until(() -> {
			other.get(SessionTestApplication.uri(application(), "/text"));
			return application().getBean(StoreCircuit.class).state() != StoreCircuit.State.CLOSED;
		});
	}

	private void awaitCircuit(StoreCircuit.State state) {
		await().atMost(Duration.ofSeconds(10)).until(() -> application().getBean(StoreCircuit.class).state() == state);
	}

	private HttpResponse<String> get(String path) {
		return this.browser.get(SessionTestApplication.uri(application(), path));
	}

}
