package io.github.redissession.autoconfigure;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;

import io.github.redissession.core.LocalMemory;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.ReactiveTestApplication;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Attributes that {@code redis-session.codec.formats} keeps in one instance's memory,
 * over HTTP.
 */
@ExtendWith({ RedisServer.Shared.class, OutputCaptureExtension.class })
class LocalAttributesIT {

	private static final String[] LOCAL = { "redis-session.resilience.timeout=10s",
			"redis-session.codec.formats[*.lock]=local",
			"redis-session.codec.formats[" + Tree.class.getPackageName() + ".LocalAttributesIT$T*]=local",
			"redis-session.codec.formats[SPRING_SECURITY_CONTEXT]=local" };

	private static ConfigurableApplicationContext a;

	private static ConfigurableApplicationContext b;

	private final Browser browser = new Browser();

	private final RedisServer redis;

	LocalAttributesIT(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeAll
	static void startTwoInstances() {
		a = SessionEventsIT.start(WebApplicationType.SERVLET, SessionTestApplication.class, Servlet.class, LOCAL);
		b = SessionEventsIT.start(WebApplicationType.SERVLET, SessionTestApplication.class, Servlet.class, LOCAL);
		await().until(() -> SessionEventsIT.listeners(RedisServer.shared()) == 2);
	}

	@AfterAll
	static void stopBoth() {
		a.close();
		b.close();
	}

	@Test
	void theInstanceThatSetsItHasItAndTheOtherOneAndRedisDoNot(CapturedOutput output) {
		assertThat(get(a, "/lock")).isEqualTo("new");
		assertThat(get(a, "/lock")).isEqualTo("same");
		assertThat(get(a, "/names")).isEqualTo("my.lock tree");
		String key = "session-shop:" + get(a, "/id");
		assertThat(this.redis.cli("EXISTS", key)).as("a session with nothing else is stored").isEqualTo(1L);
		assertThat((List<?>) this.redis.cli("HKEYS", key)).noneMatch((field) -> field.toString().startsWith("attr:"));
		assertThat(get(b, "/names")).isEmpty();
		assertThat(get(a, "/names")).isEqualTo("my.lock tree");
		get(a, "/lock?name=my.lock");
		assertThat(output.toString().split("attribute 'my.lock' is not stored", -1)).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void theLogSaysItOncePerName(CapturedOutput output) {
		get(a, "/lock?name=said.lock");
		get(a, "/remove?name=said.lock");
		get(a, "/lock?name=said.lock");
		assertThat(output.toString().split("attribute 'said.lock' is not stored", -1)).hasSize(2);
		assertThat(output).contains("redis-session.codec.formats", "sticky");
	}

	@Test
	void requestsOfOneSessionShareTheObjectAtOnce() throws Exception {
		get(a, "/lock");
		CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> get(a, "/wait"));
		assertThat(Servlet.entered.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(get(a, "/open")).as("an attribute of a request that has not ended").isEqualTo("opened");
		assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("went on, then removed");
	}

	@Test
	void itFollowsTheSessionToItsNewId() {
		get(a, "/lock");
		int sessions = memory(a).sessions();
		String old = get(a, "/id");
		assertThat(get(a, "/change-id")).isNotEqualTo(old);
		assertThat(get(a, "/lock")).isEqualTo("same");
		assertThat(memory(a).sessions()).isEqualTo(sessions);
	}

	@Test
	void aLoginIsStoredAllTheSame() {
		assertThat(this.browser
			.post(SessionTestApplication.uri(a, "/login"), Map.of("username", "alice", "password", "password"))
			.headers()
			.firstValue("Location")).hasValueSatisfying((location) -> assertThat(location).endsWith("/text"));
		assertThat(this.browser.get(SessionTestApplication.uri(b, "/private/text")).statusCode()).isEqualTo(200);
	}

	@Test
	void itEndsWithTheSession() {
		for (ConfigurableApplicationContext ending : List.of(a, b)) {
			int before = memory(a).sessions();
			get(a, "/lock");
			assertThat(memory(a).sessions()).isEqualTo(before + 1);
			get(ending, "/invalidate");
			await().untilAsserted(() -> assertThat(memory(a).sessions()).isEqualTo(before));
			assertThat(get(a, "/lock")).isEqualTo("new");
			get(a, "/invalidate");
		}
	}

	@Test
	void itEndsWhenTheSessionExpires() {
		int before = memory(a).sessions();
		get(a, "/timeout?seconds=1");
		get(a, "/lock");
		assertThat(memory(a).sessions()).isEqualTo(before + 1);
		await().untilAsserted(() -> assertThat(memory(a).sessions()).isEqualTo(before));
	}

	@Test
	void aValueThatWasStoredIsReplacedAndTheOtherWayRound() {
		get(a, "/set?name=tree&value=stored");
		assertThat(get(b, "/read?name=tree")).isEqualTo("stored");
		get(a, "/lock");
		assertThat(get(a, "/read?name=tree")).isEqualTo("a tree");
		assertThat(get(b, "/read?name=tree")).isEqualTo("null");
		get(a, "/set?name=tree&value=again");
		assertThat(get(a, "/read?name=tree")).isEqualTo("again");
		assertThat(get(b, "/read?name=tree")).isEqualTo("again");
		get(a, "/remove?name=tree");
		assertThat(get(a, "/names")).isEqualTo("my.lock");
	}

	@Test
	void bindingListenersAreCalledAsForOtherAttributes() {
		assertThat(get(a, "/bind")).isEqualTo("bound unbound");
	}

	@Test
	void sessionsFoundByARequestOfTheirOwnHaveThem() {
		get(a, "/lock");
		String id = get(a, "/id");
		assertThat(a.getBean(StoredSessionRepository.class).findById(id).getAttributeNames()).contains("my.lock");
		assertThat(b.getBean(StoredSessionRepository.class).findById(id).getAttributeNames()).isEmpty();
	}

	@Test
	void aReactiveApplicationHasThemAsWell() {
		try (ConfigurableApplicationContext reactive = SessionEventsIT.start(WebApplicationType.REACTIVE,
				ReactiveTestApplication.class, Reactive.class, LOCAL)) {
			assertThat(get(reactive, "/lock")).isEqualTo("new");
			assertThat(get(reactive, "/lock")).isEqualTo("same");
			get(reactive, "/change-id");
			assertThat(get(reactive, "/lock")).isEqualTo("same");
			String key = "session-shop:" + get(reactive, "/id");
			assertThat(this.redis.cli("HEXISTS", key, "attr:my.lock")).isEqualTo(0L);
			assertThat(get(reactive, "/invalidate")).isEqualTo("invalidated");
			assertThat(memory(reactive).sessions()).isZero();
		}
		await().until(() -> SessionEventsIT.listeners(this.redis) == 2);
	}

	private static LocalMemory memory(ConfigurableApplicationContext node) {
		return node.getBean(LocalMemory.class);
	}

	private String get(ConfigurableApplicationContext node, String path) {
		URI uri = SessionTestApplication.uri(node, path);
		return this.browser.get(uri).body();
	}

	/** Nothing that a format could store. */
	static final class Tree implements HttpSessionBindingListener {

		private final StringBuffer calls = new StringBuffer();

		private final Thread owner = Thread.currentThread();

		@Override
		public void valueBound(HttpSessionBindingEvent event) {
			this.calls.append("bound ");
		}

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			this.calls.append("unbound");
		}

		@Override
		public String toString() {
			return this.owner.isInterrupted() ? "" : "a tree";
		}

	}

	/** Handlers of a servlet application. */
	@Configuration(proxyBeanMethods = false)
	@Import(Servlet.Handlers.class)
	static class Servlet {

		static final CountDownLatch entered = new CountDownLatch(1);

		/** Its handlers. */
		@RestController
		static class Handlers {

			@GetMapping("/lock")
			String lock(HttpSession session, @RequestParam(defaultValue = "my.lock") String name) {
				boolean isNew = session.getAttribute(name) == null;
				if (isNew) {
					session.setAttribute(name, new ReentrantLock());
				}
				if (session.getAttribute("tree") == null || session.getAttribute("tree") instanceof String) {
					session.setAttribute("tree", new Tree());
				}
				return isNew ? "new" : "same";
			}

			@GetMapping("/names")
			String names(HttpServletRequest request) {
				return Collections.list(request.getSession().getAttributeNames())
					.stream()
					.sorted()
					.collect(Collectors.joining(" "));
			}

			@GetMapping("/remove")
			String remove(HttpSession session, @RequestParam String name) {
				session.removeAttribute(name);
				return "removed";
			}

			@GetMapping("/wait")
			String await(HttpSession session) throws Exception {
				CountDownLatch latch = new CountDownLatch(1);
				session.setAttribute("gate.lock", latch);
				entered.countDown();
				boolean opened = latch.await(10, TimeUnit.SECONDS);
				return (opened ? "went on" : "waited")
						+ (session.getAttribute("gate.lock") == null ? ", then removed" : "");
			}

			@GetMapping("/open")
			String open(HttpSession session) {
				CountDownLatch latch = (CountDownLatch) session.getAttribute("gate.lock");
				session.removeAttribute("gate.lock");
				latch.countDown();
				return "opened";
			}

			@GetMapping("/bind")
			String bind(HttpSession session) {
				Tree tree = new Tree();
				session.setAttribute("bound", tree);
				session.removeAttribute("bound");
				return tree.calls.toString();
			}

		}

	}

	/** Handlers of a reactive application. */
	@Configuration(proxyBeanMethods = false)
	@Import(Reactive.Handlers.class)
	static class Reactive {

		/** Its handlers. */
		@RestController
		static class Handlers {

			@GetMapping("/lock")
			String lock(WebSession session) {
				return (session.getAttributes().putIfAbsent("my.lock", new ReentrantLock()) == null) ? "new" : "same";
			}

		}

	}

}
