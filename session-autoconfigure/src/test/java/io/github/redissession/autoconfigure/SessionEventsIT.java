package io.github.redissession.autoconfigure;

import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.session.events.AbstractSessionEvent;
import org.springframework.session.web.socket.events.SessionConnectEvent;
import org.springframework.session.web.socket.handler.WebSocketRegistryListener;
import org.springframework.session.web.socket.server.SessionRepositoryMessageInterceptor;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import io.github.redissession.SessionExpiryHandler;
import io.github.redissession.StoredSession;
import io.github.redissession.core.ReactiveStoredSessionRepository;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.ReactiveTestApplication;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The events of each other's sessions that the beans of two applications receive.
 */
@ExtendWith(RedisServer.Shared.class)
class SessionEventsIT {

	static final Duration GRACE = Duration.ofSeconds(9);

	private static ConfigurableApplicationContext a;

	private static ConfigurableApplicationContext b;

	private final RedisServer redis;

	SessionEventsIT(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeAll
	static void startTwoInstances() {
		a = start(WebApplicationType.SERVLET, SessionTestApplication.class, Listeners.class);
		b = start(WebApplicationType.SERVLET, SessionTestApplication.class, Listeners.class);
		await().until(() -> listeners(RedisServer.shared()) == 2);
	}

	@AfterAll
	static void stopBoth() {
		a.close();
		b.close();
	}

	@BeforeEach
	void forget() {
		for (ConfigurableApplicationContext node : List.of(a, b)) {
			node(node).heard.clear();
			node(node).handled.clear();
		}
	}

	@Test
	void everyNodeHearsOfSessionsThatBeginAndAreEndedOnAnyNode() {
		Browser browser = new Browser();
		browser.get(SessionTestApplication.uri(a, "/set?value=1"));
		String id = browser.get(SessionTestApplication.uri(b, "/id")).body();
		browser.get(SessionTestApplication.uri(b, "/invalidate"));
		for (ConfigurableApplicationContext node : List.of(a, b)) {
			await().untilAsserted(
					() -> assertThat(heard(node)).containsExactly("created " + id, "destroyed " + id + " null"));
		}
		assertThat(handled()).isEmpty();
	}

	@Test
	void aListenerReadsTheAttributesOfASessionThatHasExpired() {
		StoredSessionRepository repository = a.getBean(StoredSessionRepository.class);
		String id = create(repository, Duration.ofSeconds(1));
		for (ConfigurableApplicationContext node : List.of(a, b)) {
			await().untilAsserted(() -> assertThat(heard(node)).containsExactly("created " + id,
					"destroyed " + id + " Cart[items=[apple]]"));
		}
		assertThat(repository.findById(id)).isNull();
		await().untilAsserted(() -> assertThat(handled()).containsExactly(id + " Cart[items=[apple]]"));
	}

	@Test
	void aListenerThatFailsBreaksNothing() {
		StoredSessionRepository repository = a.getBean(StoredSessionRepository.class);
		StoredSession session = repository.createSession();
		session.setAttribute("fail", "please");
		repository.save(session);
		String id = create(repository, Duration.ofMinutes(1));
		for (ConfigurableApplicationContext node : List.of(a, b)) {
			await().untilAsserted(() -> assertThat(heard(node)).containsExactly("created " + id));
		}
	}

	@Test
	void aReactiveApplicationHearsThemAsWell() {
		try (ConfigurableApplicationContext reactive = start(WebApplicationType.REACTIVE, ReactiveTestApplication.class,
				Events.class)) {
			await().until(() -> listeners(this.redis) == 3);
			ReactiveStoredSessionRepository repository = reactive.getBean(ReactiveStoredSessionRepository.class);
			StoredSession session = repository.createSession().block();
			session.setMaxInactiveInterval(Duration.ofSeconds(1));
			repository.save(session).block();
			Queue<String> heard = reactive.getBean(Events.class).heard;
			await().untilAsserted(() -> assertThat(heard).containsExactly("SessionCreatedEvent " + session.getId(),
					"SessionExpiredEvent " + session.getId()));
		}
		await().until(() -> listeners(this.redis) == 2);
	}

	@Test
	void aWebSocketIsClosedWhenItsSessionIsEndedOnAnotherNode() {
		try (ConfigurableApplicationContext node = start(WebApplicationType.SERVLET, SessionTestApplication.class,
				WebSockets.class)) {
			await().until(() -> listeners(this.redis) == 3);
			StoredSessionRepository elsewhere = a.getBean(StoredSessionRepository.class);
			String ended = create(elsewhere, Duration.ofMinutes(1));
			String expiring = create(elsewhere, Duration.ofSeconds(1));
			String living = create(elsewhere, Duration.ofMinutes(1));
			Queue<String> closed = new ConcurrentLinkedQueue<>();
			for (String id : List.of(ended, expiring, living)) {
				node.publishEvent(new SessionConnectEvent(this, webSocket(id, closed)));
			}
			elsewhere.deleteById(ended);
			await()
				.untilAsserted(() -> assertThat(closed).containsExactly(ended + " with 1008", expiring + " with 1008"));
		}
		await().until(() -> listeners(this.redis) == 2);
	}

	/** A connection that records how it is closed. */
	private static WebSocketSession webSocket(String sessionId, Queue<String> closed) {
		Map<String, Object> attributes = new HashMap<>();
		SessionRepositoryMessageInterceptor.setSessionId(attributes, sessionId);
		Principal alice = () -> "alice";
		return (WebSocketSession) Proxy.newProxyInstance(SessionEventsIT.class.getClassLoader(),
				new Class<?>[] { WebSocketSession.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "getId" -> "ws-" + sessionId;
					case "getPrincipal" -> alice;
					case "getAttributes" -> attributes;
					case "close" -> {
						closed.add(sessionId + " with " + ((CloseStatus) arguments[0]).getCode());
						yield null;
					}
					default -> throw new UnsupportedOperationException(method.getName());
				});
	}

	@Test
	void withoutEventsNobodyListensAndNothingStaysReadable() {
		try (ConfigurableApplicationContext silent = start(WebApplicationType.SERVLET, SessionTestApplication.class,
				Listeners.class, "redis-session.events.enabled=false")) {
			StoredSessionRepository repository = silent.getBean(StoredSessionRepository.class);
			String id = create(repository, Duration.ofMinutes(2));
			assertThat((Long) this.redis.cli("PTTL", "session-shop:" + id)).isBetween(170_000L, 180_000L);
			String heard = create(a.getBean(StoredSessionRepository.class), Duration.ofMinutes(1));
			await().untilAsserted(() -> assertThat(heard(a)).containsExactly("created " + heard));
			assertThat(heard(silent)).isEmpty();
			assertThat(listeners(this.redis)).isEqualTo(2);
		}
	}

	@Test
	void anotherDatabaseHearsNothing() {
		try (ConfigurableApplicationContext other = start(WebApplicationType.SERVLET, SessionTestApplication.class,
				Listeners.class, "spring.data.redis.database=1")) {
			await().until(() -> listeners(this.redis, "session-shop:events@1") == 1);
			StoredSessionRepository here = a.getBean(StoredSessionRepository.class);
			here.deleteById(create(here, Duration.ofMinutes(1)));
			String id = create(other.getBean(StoredSessionRepository.class), Duration.ofMinutes(1));
			await().untilAsserted(() -> assertThat(heard(other)).contains("created " + id));
			assertThat(heard(other)).containsExactly("created " + id);
			await().untilAsserted(() -> assertThat(heard(a)).hasSize(2));
			assertThat(heard(a)).noneMatch((heard) -> heard.contains(id));
		}
	}

	@Test
	void anotherApplicationHearsNothingAndKnowsNoSession() {
		try (ConfigurableApplicationContext other = start(WebApplicationType.SERVLET, SessionTestApplication.class,
				Listeners.class, "spring.application.name=office: {1}")) {
			await().until(() -> listeners(this.redis, "session-office%3A%20%7B1%7D:events") == 1);
			Browser browser = new Browser();
			browser.get(SessionTestApplication.uri(a, "/set?value=1"));
			String id = browser.get(SessionTestApplication.uri(a, "/id")).body();
			assertThat(browser.get(SessionTestApplication.uri(other, "/read")).body()).isEqualTo("no session");
			assertThat(other.getBean(StoredSessionRepository.class).findById(id)).isNull();
			browser.get(SessionTestApplication.uri(a, "/invalidate"));
			String theirs = create(other.getBean(StoredSessionRepository.class), Duration.ofMinutes(1));
			await().untilAsserted(() -> assertThat(heard(other)).contains("created " + theirs));
			assertThat(heard(other)).containsExactly("created " + theirs);
		}
	}

	static String create(StoredSessionRepository repository, Duration idle) {
		StoredSession session = repository.createSession();
		session.setMaxInactiveInterval(idle);
		session.setAttribute("cart", new Cart(List.of("apple")));
		repository.save(session);
		return session.getId();
	}

	static ConfigurableApplicationContext start(WebApplicationType type, Class<?> application, Class<?> more,
			String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off", "--redis-session.events.sweep-interval=1s",
				"--redis-session.events.grace=" + GRACE.toSeconds() + "s", "--redis-session.events.stream.enabled=true",
				"--redis-session.codec.allowed-packages=io.github.redissession"));
		Map<String, String> named = new HashMap<>();
		named.put("spring.application.name", "--spring.application.name=shop");
		for (String[] some : new String[][] { RedisServer.shared().springProperties(), properties }) {
			for (String property : some) {
				named.put(property.substring(0, property.indexOf('=')), "--" + property);
			}
		}
		arguments.addAll(named.values());
		return new SpringApplicationBuilder(application, more).web(type).run(arguments.toArray(String[]::new));
	}

	static long listeners(RedisServer redis) {
		return listeners(redis, "session-shop:events");
	}

	private static long listeners(RedisServer redis, String channel) {
		return (Long) ((List<?>) redis.cli("PUBSUB", "NUMSUB", channel)).get(1);
	}

	private static Listeners node(ConfigurableApplicationContext node) {
		return node.getBean(Listeners.class);
	}

	private static Queue<String> heard(ConfigurableApplicationContext node) {
		return node(node).heard;
	}

	private static List<String> handled() {
		List<String> handled = new ArrayList<>(node(a).handled);
		handled.addAll(node(b).handled);
		return handled;
	}

	/** Something to lose. */
	record Cart(List<String> items) {

	}

	/** As applications that have moved from the container's own sessions have them. */
	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		final Queue<String> handled = new ConcurrentLinkedQueue<>();

		@Bean
		HttpSessionListener sessionListener() {
			return new HttpSessionListener() {

				@Override
				public void sessionCreated(HttpSessionEvent event) {
					if (event.getSession().getAttribute("fail") != null) {
						throw new IllegalStateException("on purpose");
					}
					Listeners.this.heard.add("created " + event.getSession().getId());
				}

				@Override
				public void sessionDestroyed(HttpSessionEvent event) {
					Listeners.this.heard
						.add("destroyed " + event.getSession().getId() + " " + event.getSession().getAttribute("cart"));
				}

			};
		}

		@Bean
		SessionExpiryHandler expiryHandler() {
			return (session) -> this.handled.add(session.getId() + " " + session.getAttribute("cart"));
		}

	}

	/** Closes connections as Spring Session's WebSocket configuration does. */
	@Configuration(proxyBeanMethods = false)
	static class WebSockets {

		@Bean
		WebSocketRegistryListener webSocketRegistryListener() {
			return new WebSocketRegistryListener();
		}

	}

	/** Spring Session's own events. */
	@Configuration(proxyBeanMethods = false)
	static class Events {

		private final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@EventListener
		void hear(AbstractSessionEvent event) {
			this.heard.add(event.getClass().getSimpleName() + " " + event.getSessionId());
		}

	}

}
