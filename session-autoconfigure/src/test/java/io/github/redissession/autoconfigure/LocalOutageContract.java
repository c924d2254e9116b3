package io.github.redissession.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

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
 * Two instances of a real application that continue with the sessions they remember while
 * Redis is unavailable.
 */
abstract class LocalOutageContract {

	static final String[] PROPERTIES = Stream
		.concat(Arrays.stream(OutageContract.QUICK).filter((property) -> !property.contains("paths")),
				Stream.of("redis-session.resilience.on-outage=local"))
		.toArray(String[]::new);

	private final Browser browser = new Browser();

	abstract RedisServer redis();

	abstract ConfigurableApplicationContext a();

	abstract ConfigurableApplicationContext b();

	@BeforeEach
	void begin() {
		awaitClosed();
	}

	@AfterEach
	void mend() {
		if (!redis().isAlive()) {
			redis().restart();
		}
	}

	@Test
	void aCartIsFilledDuringAnOutageAndThereAfterwards() {
		login(a());
		get(a(), "/list?add=before");
		get(a(), "/private/text");
		String cookie = this.browser.cookie("SESSION");
		redis().kill();
		for (int i = 0; i < 10; i++) {
			HttpResponse<String> response = get(a(), "/list?add=" + i);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
			assertThat(get(a(), "/private/text").statusCode()).as("still logged in").isEqualTo(200);
		}
		assertThat(a().getBean(StoreCircuit.class).journalSize()).isEqualTo(1);
		redis().restart();
		awaitClosed();
		assertThat(get(b(), "/list").body()).isEqualTo("[before, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]");
		assertThat(get(b(), "/private/text").statusCode()).isEqualTo(200);
		assertThat(this.browser.cookie("SESSION")).isEqualTo(cookie);
	}

	@Test
	void aLogoutDuringAnOutageHoldsEverywhereAfterwards() {
		login(a());
		String id = get(a(), "/id").body();
		redis().kill();
		assertThat(get(a(), "/private/text").statusCode()).isEqualTo(200);
		assertThat(get(a(), "/invalidate").statusCode()).isEqualTo(200);
		assertThat(get(a(), "/private/text").statusCode()).isEqualTo(302);
		redis().restart();
		awaitClosed();
		assertThat(redis().keys()).doesNotContain("session:user:alice", "session:" + id);
		assertThat(get(b(), "/private/text").statusCode()).isEqualTo(302);
	}

	@Test
	void aLoginDuringAnOutageLivesHereAndEverywhereAfterwards() {
		redis().kill();
		login(a());
		get(a(), "/set?value=during");
		assertThat(get(a(), "/private/text").body()).isEqualTo("during");
		redis().restart();
		awaitClosed();
		assertThat(get(b(), "/private/text").body()).isEqualTo("during");
		assertThat(redis().sessions()).hasSize(1);
		assertThat(redis().keys()).contains("session:user:alice");
	}

	@Test
	void whatAnotherInstanceHasChangedMeanwhileIsNotOverwritten() {
		login(a());
		get(a(), "/list?add=before");
		get(a(), "/list");
		a().getBean(StoreCircuit.class).drill(Duration.ofMinutes(1));
		assertThat(get(a(), "/list?add=a").body()).isEqualTo("[before, a]");
		assertThat(get(b(), "/list?add=b").body()).isEqualTo("[before, b]");
		a().getBean(StoreCircuit.class).drill(Duration.ZERO);
		awaitClosed();
		assertThat(get(a(), "/list").body()).isEqualTo("[before, b]");
	}

	@Test
	void aSessionThatIsNotKnownHereKeepsItsCookie() {
		login(b());
		String cookie = this.browser.cookie("SESSION");
		a().getBean(StoreCircuit.class).drill(Duration.ofMinutes(1));
		assertThat(get(a(), "/set?value=lost").headers().allValues("Set-Cookie")).isEmpty();
		assertThat(get(a(), "/invalidate").headers().allValues("Set-Cookie")).isEmpty();
		a().getBean(StoreCircuit.class).drill(Duration.ZERO);
		awaitClosed();
		assertThat(this.browser.cookie("SESSION")).isEqualTo(cookie);
		assertThat(get(a(), "/private/text").statusCode()).isEqualTo(200);
	}

	/**
	 * The circuit of an instance that has received no request in the meantime never
	 * opened, but its connection is not available before Lettuce has tried again.
	 */
	final void awaitClosed() {
		for (ConfigurableApplicationContext instance : new ConfigurableApplicationContext[] { a(), b() }) {
			StoreCircuit circuit = instance.getBean(StoreCircuit.class);
			await().atMost(Duration.ofSeconds(10))
				.ignoreExceptions()
				.until(() -> circuit.state() == StoreCircuit.State.CLOSED && circuit.journalSize() == 0
						&& "PONG".equals(SessionTestApplication.ping(instance))
						&& !instance.getBean(SessionConnection.class).isLost());
		}
	}

	final void login(ConfigurableApplicationContext instance) {
		this.browser.post(SessionTestApplication.uri(instance, "/login"),
				Map.of("username", "alice", "password", "password"));
	}

	final HttpResponse<String> get(ConfigurableApplicationContext instance, String path) {
		return this.browser.get(SessionTestApplication.uri(instance, path));
	}

}
