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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an outage does to the users of a real application over HTTP: requests go on as if
 * nobody were logged in, but for one path where they are refused.
 */
abstract class OutageContract {

	/** Short times, so that an outage of seconds is a long one. */
	static final String[] QUICK = { "redis-session.resilience.timeout=300ms",
			"redis-session.resilience.circuit.probe-interval=100ms", "redis-session.resilience.circuit.minimum-calls=3",
			"redis-session.resilience.paths[0].paths=/private/text",
			"redis-session.resilience.paths[0].on-outage=reject", "redis-session.resilience.retry-after=3s" };

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
		for (String path : List.of("/text", "/none", "/set?value=lost", "/list?add=lost", "/id")) {
			HttpResponse<String> response = get(path);
			assertThat(response.statusCode()).as(path).isEqualTo(200);
			assertThat(response.headers().allValues("Set-Cookie")).as(path).isEmpty();
		}
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
		HttpResponse<String> login = this.browser.post(SessionTestApplication.uri(application(), "/login"),
				Map.of("username", "alice", "password", "password"));
		assertThat(login.statusCode()).isEqualTo(302);
		assertThat(login.headers().allValues("Set-Cookie")).isEmpty();
		redis().restart();
		await().atMost(Duration.ofSeconds(5)).until(() -> get("/private/text").statusCode() == 200);
		assertThat(cookie()).isEqualTo(cookie);
	}

	@Test
	void aNewVisitorGetsNoCookieDuringAnOutage() {
		redis().kill();
		openCircuit();
		assertThat(get("/set?value=1").statusCode()).isEqualTo(200);
		assertThat(cookie()).isNull();
	}

	@Test
	void aPathMayBeRefusedInstead() {
		login();
		redis().kill();
		openCircuit();
		HttpResponse<String> response = get("/private/text");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
		assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
		assertThat(response.body()).contains("try again");
	}

	@Test
	void aHangCostsNobodyMoreThanTheTimeBudgetAndThenNothing() throws Exception {
		login();
		String cookie = cookie();
		redis().pause();
		try {
			long start = System.nanoTime();
			assertThat(get("/text").statusCode()).isEqualTo(200);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as("once for all of a request")
				.isLessThan(Duration.ofMillis(300 + 250));
			openCircuit();
			List<Long> millis = browse(200, 400);
			assertThat(millis.get(millis.size() * 99 / 100)).isLessThan(1000);
		}
		finally {
			redis().resume();
		}
		await().atMost(Duration.ofSeconds(5)).until(() -> get("/private/text").statusCode() == 200);
		assertThat(cookie()).isEqualTo(cookie);
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

	/** Milliseconds per request, sorted. */
	private List<Long> browse(int threads, int requests) throws Exception {
		ExecutorService users = Executors.newFixedThreadPool(threads);
		try {
			List<CompletableFuture<Long>> all = new ArrayList<>();
			for (int i = 0; i < requests; i++) {
				all.add(CompletableFuture.supplyAsync(() -> {
					long start = System.nanoTime();
					assertThat(get("/text").statusCode()).isEqualTo(200);
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
			this.browser.post(SessionTestApplication.uri(application(), "/login"),
					Map.of("username", "alice", "password", "password"));
			get("/set?value=kept");
			return get("/private/text").body().equals("kept");
		});
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
