package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.github.redissession.ReactiveUserSessions;
import io.github.redissession.query.ReactiveSessionSearch;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.ReactiveTestApplication;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One span for each operation of a request, below the span of the request, and none for
 * commands or for what works in the background.
 */
@ExtendWith(RedisServer.Shared.class)
class ObservationIT {

	private static final Queue<Observation.Context> SEEN = new ConcurrentLinkedQueue<>();

	private static final String RECORDER = "spring.main.sources=" + Recorder.class.getName();

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = SessionTestApplication.start(RedisServer.shared().springProperties(), RECORDER,
				"redis-session.events.sweep-interval=160ms", "redis-session.metrics.sample-interval=200ms");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	/** Discards the operations of requests, and keeps those of background work. */
	@BeforeEach
	void noOperationWasSeen() {
		SEEN.removeAll(operations());
	}

	@Test
	void aServletRequestHasOneSpanForEachOperation() {
		Browser browser = new Browser();
		browser.get(SessionTestApplication.uri(application, "/set?value=1"));
		browser.get(SessionTestApplication.uri(application, "/text"));
		browser.get(SessionTestApplication.uri(application, "/invalidate"));
		await().untilAsserted(() -> assertThat(names()).containsExactly("session create ok", "session find ok",
				"session find ok", "session delete ok"));
		assertThat(operations()).allSatisfy((one) -> assertThat(one.getParentObservation()).isNotNull()
			.extracting((parent) -> parent.getContextView().getName())
			.asString()
			.isNotEqualTo("redis.session.store"));
		assertThat(commands()).doesNotContain("hgetall", "pttl", "eval", "evalsha", "zrem", "zcount", "time", "info");
	}

	@Test
	void soHasARequestOfWebFlux() {
		try (ConfigurableApplicationContext reactive = ReactiveTestApplication
			.start(RedisServer.shared().springProperties(), RECORDER)) {
			Browser browser = new Browser();
			browser.get(SessionTestApplication.uri(reactive, "/set?value=1"));
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(names()).contains("session create ok"));
			assertThat(operations()).allSatisfy((one) -> assertThat(one.getParentObservation()).isNotNull());
		}
	}

	@Test
	void aQuestionAcrossSessionsHasOneBelowWhateverAsks() {
		Observation asking = Observation.start("asking", application.getBean(ObservationRegistry.class));
		asking.scoped(() -> application.getBean(SessionSearch.class).count(SessionQuery.all()));
		assertQueryBelow(asking);
		try (ConfigurableApplicationContext reactive = ReactiveTestApplication
			.start(RedisServer.shared().springProperties(), RECORDER)) {
			noOperationWasSeen();
			reactive.getBean(ReactiveSessionSearch.class)
				.count(SessionQuery.all())
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, asking))
				.block(Duration.ofSeconds(5));
			assertQueryBelow(asking);
		}
		finally {
			asking.stop();
		}
	}

	@Test
	void theDeviceListOfAWebFluxApplicationHasOneBelowItsCaller() {
		try (ConfigurableApplicationContext reactive = ReactiveTestApplication
			.start(RedisServer.shared().springProperties(), RECORDER)) {
			noOperationWasSeen();
			Observation asking = Observation.start("asking", reactive.getBean(ObservationRegistry.class));
			reactive.getBean(ReactiveUserSessions.class)
				.devices("alice", "none")
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, asking))
				.blockLast(Duration.ofSeconds(5));
			asking.stop();
			await().untilAsserted(() -> assertThat(names()).containsExactly("session list ok"));
			assertThat(operations().get(0).getParentObservation()).isSameAs(asking);
		}
	}

	private static void assertQueryBelow(Observation asking) {
		await().untilAsserted(() -> assertThat(names()).containsExactly("session query ok"));
		assertThat(operations().get(0).getParentObservation()).isSameAs(asking);
	}

	@Test
	void commandsOfTheApplicationAreStillTraced() {
		application.getBean(StringRedisTemplate.class).hasKey("anything");
		await().untilAsserted(() -> assertThat(commands()).contains("exists"));
	}

	private static List<String> names() {
		return operations().stream()
			.map((one) -> one.getContextualName() + " " + one.getLowCardinalityKeyValue("outcome").getValue())
			.toList();
	}

	private static List<String> commands() {
		return SEEN.stream()
			.filter((one) -> "lettuce".equals(one.getName()))
			.map((one) -> String.valueOf(one.getContextualName()))
			.toList();
	}

	private static List<Observation.Context> operations() {
		return SEEN.stream().filter((one) -> "redis.session.store".equals(one.getName())).toList();
	}

	/**
	 * Remembers what was observed.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Recorder {

		@Bean
		ObservationHandler<Observation.Context> recorder() {
			return new ObservationHandler<>() {

				@Override
				public void onStop(Observation.Context context) {
					SEEN.add(context);
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

			};
		}

	}

}
