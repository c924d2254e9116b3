package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of the flows of Spring Security, and of requests that finish on another
 * thread, while the store is away. There are two instances with one Redis: one goes on
 * without a session, the other one with what it remembers.
 */
abstract class OutageFlowsContract {

	static final String[] ANONYMOUS = { "redis-session.resilience.timeout=300ms",
			"redis-session.resilience.circuit.probe-interval=100ms",
			"redis-session.resilience.circuit.minimum-calls=3" };

	static final String[] LOCAL = { ANONYMOUS[0], ANONYMOUS[1], ANONYMOUS[2],
			"redis-session.resilience.on-outage=local" };

	private final Browser browser = new Browser();

	abstract RedisServer redis();

	abstract ConfigurableApplicationContext anonymous();

	abstract ConfigurableApplicationContext local();

	/**
	 * The response of Spring Security if the session could not be read.
	 */
	abstract int statusOfALogoutOfNobody();

	@BeforeEach
	void begin() {
		awaitNormal();
	}

	@AfterEach
	void mend() {
		if (!redis().isAlive()) {
			redis().restart();
		}
		List.of(anonymous(), local()).forEach((one) -> one.getBean(StoreCircuit.class).drill(Duration.ZERO));
		awaitNormal();
	}

	@Test
	void aFormWithATokenOfTheSessionIsRefusedAndCanBeSentAfterwards() {
		login(anonymous());
		String token = get(anonymous(), "/form").body();
		String cookie = cookie();
		drill(anonymous());
		assertThat(untouched(form(anonymous(), token, "lost")).statusCode()).isEqualTo(403);
		assertThat(untouched(get(anonymous(), "/form")).statusCode()).isEqualTo(200);
		endDrill(anonymous());
		assertThat(form(anonymous(), token, "kept").statusCode()).isEqualTo(200);
		assertThat(get(anonymous(), "/private/value").body()).isEqualTo("kept");
		assertThat(cookie()).isEqualTo(cookie);
	}

	/**
	 * The stall is longer than a request that reads would wait.
	 */
	@Test
	void aFormThatIsSentDuringAStallFindsItsSession() {
		login(anonymous());
		String token = get(anonymous(), "/form").body();
		redis().cli("CLIENT", "PAUSE", "1000", "ALL");
		assertThat(form(anonymous(), token, "kept").statusCode()).isEqualTo(200);
		assertThat(get(anonymous(), "/private/value").body()).isEqualTo("kept");
	}

	@Test
	void aFormWithATokenOfTheSessionCanBeSentWhereTheSessionIsRemembered() {
		login(local());
		String token = get(local(), "/form").body();
		String cookie = cookie();
		drill(local());
		assertThat(untouched(form(local(), token, "kept")).statusCode()).isEqualTo(200);
		String another = get(local(), "/form").body();
		assertThat(untouched(form(local(), another, "kept too")).statusCode()).isEqualTo(200);
		endDrill(local());
		assertThat(get(anonymous(), "/private/value").body()).isEqualTo("kept too");
		assertThat(cookie()).isEqualTo(cookie);
	}

	@Test
	void aLogoutTakesNoSessionCookieAway() {
		String cookie = login(anonymous());
		drill(anonymous());
		assertThat(untouched(logout(anonymous())).statusCode()).isEqualTo(statusOfALogoutOfNobody());
		endDrill(anonymous());
		assertThat(cookie()).isEqualTo(cookie);
		assertThat(get(anonymous(), "/private/value").statusCode()).isEqualTo(200);
	}

	@Test
	void aLogoutOfARememberedSessionHoldsEverywhereAfterwards() {
		String cookie = login(local());
		drill(local());
		assertThat(logout(local()).statusCode()).isEqualTo(302);
		this.browser.setCookie("SESSION", cookie);
		assertThat(get(local(), "/private/value").statusCode()).isEqualTo(302);
		endDrill(local());
		this.browser.setCookie("SESSION", cookie);
		assertThat(get(anonymous(), "/private/value").statusCode()).isEqualTo(302);
	}

	@Test
	void theRequestThatLedToTheLoginIsForgotten() {
		String cookie = login(anonymous());
		drill(anonymous());
		assertThat(untouched(get(anonymous(), "/private/value")).statusCode()).isEqualTo(302);
		Browser stranger = new Browser();
		HttpResponse<String> refused = stranger.get(SessionTestApplication.uri(anonymous(), "/private/value"));
		assertThat(refused.statusCode()).isEqualTo(302);
		assertThat(stranger.cookie("SESSION")).isNull();
		endDrill(anonymous());
		assertThat(get(anonymous(), "/private/value").statusCode()).isEqualTo(200);
		assertThat(cookie()).isEqualTo(cookie);
	}

	@Test
	void theRequestThatLedToTheLoginIsRemembered() {
		drill(local());
		assertThat(get(local(), "/private/value").statusCode()).isEqualTo(302);
		String before = cookie();
		HttpResponse<String> login = post(local(), "/login", Map.of("username", "alice", "password", "password"));
		assertThat(login.headers().firstValue("Location").orElse("")).contains("/private/value");
		assertThat(cookie()).as("session fixation").isNotNull().isNotEqualTo(before);
		endDrill(local());
		assertThat(get(anonymous(), "/private/value").statusCode()).isEqualTo(200);
	}

	@Test
	void aLoginDuringAnOutageGetsANewIdAndKeepsTheCart() {
		String token = get(local(), "/form").body();
		form(local(), token, "cart");
		String before = cookie();
		drill(local());
		post(local(), "/login", Map.of("username", "alice", "password", "password"));
		assertThat(cookie()).isNotEqualTo(before);
		assertThat(get(local(), "/private/value").body()).isEqualTo("cart");
		endDrill(local());
		assertThat(get(anonymous(), "/private/value").body()).isEqualTo("cart");
		Browser thief = new Browser();
		thief.setCookie("SESSION", before);
		assertThat(thief.get(SessionTestApplication.uri(anonymous(), "/value")).body()).isEqualTo("null");
	}

	@Test
	void whatFinishesOnAnotherThreadDuringAnOutageTakesNoCookieAway() {
		String cookie = login(anonymous());
		drill(anonymous());
		assertThat(untouched(get(anonymous(), "/callable?value=lost")).statusCode()).isEqualTo(503);
		anonymous().getBean(FlowSite.Door.class).shut().finish();
		assertThat(untouched(get(anonymous(), "/later?value=lost")).statusCode()).isEqualTo(503);
		endDrill(anonymous());
		assertThat(get(anonymous(), "/private/value").statusCode()).isEqualTo(200);
		assertThat(cookie()).isEqualTo(cookie);
	}

	@Test
	void anOutageThatBeginsBeforeARequestIsFinishedTakesNoCookieAway() throws Exception {
		String cookie = login(anonymous());
		assertThat(untouched(killedMeanwhile(anonymous(), "/later?value=lost")).statusCode()).isEqualTo(503);
		redis().restart();
		awaitNormal();
		assertThat(get(anonymous(), "/private/value").body()).isEqualTo("null");
		assertThat(cookie()).isEqualTo(cookie);
	}

	@Test
	void aChangeOfARequestThatFinishesDuringAnOutageIsKept() throws Exception {
		String cookie = login(local());
		assertThat(untouched(killedMeanwhile(local(), "/later?value=kept")).statusCode()).isEqualTo(200);
		assertThat(untouched(get(local(), "/callable?value=kept%20too")).statusCode()).isEqualTo(200);
		redis().restart();
		awaitNormal();
		assertThat(get(anonymous(), "/private/value").body()).isEqualTo("kept too");
		assertThat(cookie()).isEqualTo(cookie);
	}

	private HttpResponse<String> killedMeanwhile(ConfigurableApplicationContext instance, String path)
			throws Exception {
		FlowSite.Later later = instance.getBean(FlowSite.Door.class).shut();
		CompletableFuture<HttpResponse<String>> response = CompletableFuture.supplyAsync(() -> get(instance, path));
		later.begun().get(10, TimeUnit.SECONDS);
		redis().kill();
		later.finish();
		return response.get(20, TimeUnit.SECONDS);
	}

	final Browser browser() {
		return this.browser;
	}

	final String login(ConfigurableApplicationContext instance) {
		post(instance, "/login", Map.of("username", "alice", "password", "password", "remember-me", "false"));
		assertThat(get(instance, "/private/value").statusCode()).as("logged in").isEqualTo(200);
		return String.valueOf(cookie());
	}

	final String cookie() {
		return this.browser.cookie("SESSION");
	}

	static HttpResponse<String> untouched(HttpResponse<String> response) {
		assertThat(response.headers().allValues("Set-Cookie")).noneMatch((cookie) -> cookie.startsWith("SESSION="));
		return response;
	}

	final HttpResponse<String> get(ConfigurableApplicationContext instance, String path) {
		return this.browser.get(SessionTestApplication.uri(instance, path));
	}

	final HttpResponse<String> post(ConfigurableApplicationContext instance, String path, Map<String, String> form) {
		return this.browser.post(SessionTestApplication.uri(instance, path), form);
	}

	private HttpResponse<String> form(ConfigurableApplicationContext instance, String token, String value) {
		return post(instance, "/form", Map.of("_csrf", token, "value", value));
	}

	private HttpResponse<String> logout(ConfigurableApplicationContext instance) {
		return post(instance, "/logout", Map.of());
	}

	static void drill(ConfigurableApplicationContext instance) {
		instance.getBean(StoreCircuit.class).drill(Duration.ofMinutes(1));
	}

	final void endDrill(ConfigurableApplicationContext instance) {
		instance.getBean(StoreCircuit.class).drill(Duration.ZERO);
		awaitNormal();
	}

	private void awaitNormal() {
		for (ConfigurableApplicationContext instance : List.of(anonymous(), local())) {
			StoreCircuit circuit = instance.getBean(StoreCircuit.class);
			await().atMost(Duration.ofSeconds(20))
				.ignoreExceptions()
				.until(() -> circuit.state() == StoreCircuit.State.CLOSED && circuit.journalSize() == 0
						&& "PONG".equals(SessionTestApplication.ping(instance))
						&& !instance.getBean(SessionConnection.class).isLost());
		}
	}

}
