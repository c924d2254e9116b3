package io.github.redissession.beans;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.bind.support.SessionStatus;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.SessionLocaleResolver;
import org.springframework.web.util.HttpSessionMutexListener;
import org.springframework.web.util.WebUtils;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Session-scoped beans and what else Spring puts into a session, with two instances whose
 * formats differ and whose requests alternate.
 */
@ExtendWith(RedisServer.Shared.class)
class SessionBeansIT {

	private static final List<String> DESTRUCTIONS = List.of("@PreDestroy [apple, pear] 10 2",
			"DisposableBean [apple, pear] 10 2", "close [apple, pear] 10 2");

	private static final Map<String, ConfigurableApplicationContext> NODES = new TreeMap<>();

	private final Browser browser = new Browser();

	private final RedisServer redis;

	SessionBeansIT(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeAll
	static void startAnInstancePerFormat() {
		for (String format : List.of("json", "smile", "cbor", "jdk")) {
			List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
					"--spring.main.banner-mode=off", "--spring.application.name=shop",
					"--redis-session.codec.format=" + format, "--redis-session.codec.read-formats=smile,cbor,jdk",
					"--redis-session.codec.allowed-packages=com.example", "--redis-session.events.grace=9s",
					"--redis-session.resilience.timeout=10s"));
			for (String property : RedisServer.shared().springProperties()) {
				arguments.add("--" + property);
			}
			NODES.put(format, new SpringApplicationBuilder(SessionTestApplication.class, Forms.class, Shop.class)
				.run(arguments.toArray(String[]::new)));
		}
		await().until(() -> (Long) ((List<?>) RedisServer.shared().cli("PUBSUB", "NUMSUB", "session-shop:events"))
			.get(1) == 4);
	}

	@AfterAll
	static void stopAll() {
		NODES.values().forEach(ConfigurableApplicationContext::close);
	}

	@BeforeEach
	void forget() {
		Forms.DESTROYED.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "json jdk", "jdk json", "smile cbor", "cbor smile", "jdk jdk" })
	void everyFormKeepsItsStateAndGetsItsCollaborators(String formats) {
		String a = formats.split(" ")[0];
		String b = formats.split(" ")[1];
		List<String> forms = List.of(ok(a, "/forms").split(" "));
		assertThat(forms).hasSizeGreaterThan(12);
		fill(a, b);
		for (String form : forms) {
			assertThat(ok(a, "/show?form=" + form)).as(form + " in " + a).isEqualTo("[apple, pear] 10 2");
			assertThat(ok(b, "/show?form=" + form)).as(form + " in " + b).isEqualTo("[apple, pear] 10 2");
		}
		assertThat(ok(b, "/unproxied")).isEqualTo("[apple] 5 1");
		assertThat(ok(a, "/unproxied")).isEqualTo("[apple, apple] 10 2");
		assertThat(fields()).noneMatch((field) -> field.contains("DESTRUCTION_CALLBACK"));
		Object before = this.redis.cli("HGETALL", key());
		ok(b, "/show?form=" + forms.get(0));
		assertThat(withoutAttributes(this.redis.cli("HGETALL", key()))).as("reading does not write")
			.isEqualTo(withoutAttributes(before));
	}

	@Test
	void theStateIsReadable() {
		ok("json", "/add?form=%s&item=apple".formatted(name("Setter")));
		assertThat(this.redis.cli("HGET", key(), "attr:scopedTarget." + name("Setter")))
			.isEqualTo("{\"size\":1,\"items\":[\"apple\"]}");
	}

	@Test
	void theyAreInitializedOnce() {
		int before = Forms.INITIALIZED.get();
		fill("json", "jdk");
		ok("cbor", "/show?form=" + name("Injected"));
		assertThat(Forms.INITIALIZED.get()).isEqualTo(before + 1);
	}

	@Test
	void proxiesAreBuiltAgain() {
		fill("json", "jdk");
		assertThat(get("cbor", "/add-named?item=").statusCode()).as("validated").isEqualTo(500);
		assertThat(ok("cbor", "/thread")).startsWith("task-");
	}

	@Test
	void aFieldThatCannotBeStoredIsNamed() {
		assertThat(get("json", "/refused").statusCode()).isEqualTo(500);
		assertThat(ok("json", "/refused-message")).contains("field secret", Forms.Items.class.getName(),
				"redis-session.codec.allowed-packages", "make it transient or inject it");
	}

	@Test
	void theyAreDestroyedOnceWhenTheSessionIsInvalidated() {
		fill("json", "jdk");
		ok("smile", "/invalidate");
		await().untilAsserted(() -> assertThat(Forms.DESTROYED).hasSizeGreaterThanOrEqualTo(3));
		fill("smile", "cbor");
		ok("jdk", "/invalidate");
		await().untilAsserted(() -> assertThat(Forms.DESTROYED).hasSizeGreaterThanOrEqualTo(6));
		List<String> twice = new ArrayList<>(DESTRUCTIONS);
		twice.addAll(DESTRUCTIONS);
		assertThat(Forms.DESTROYED).containsExactlyInAnyOrderElementsOf(twice);
	}

	@Test
	void theyAreDestroyedOnceWhenTheUserSignsOutEverywhere() {
		fill("json", "jdk");
		this.browser.post(SessionTestApplication.uri(NODES.get("smile"), "/login"),
				Map.of("username", "alice", "password", "password"));
		assertThat(this.browser
			.post(SessionTestApplication.uri(NODES.get("cbor"), "/private/sign-out-everywhere"), Map.of())
			.body()).isEqualTo("1");
		await().untilAsserted(() -> assertThat(Forms.DESTROYED).containsExactlyInAnyOrderElementsOf(DESTRUCTIONS));
	}

	@Test
	void theyAreDestroyedOnceWhenTheSessionExpires() {
		fill("json", "jdk");
		ok("cbor", "/timeout?seconds=1");
		await().untilAsserted(() -> assertThat(Forms.DESTROYED).containsExactlyInAnyOrderElementsOf(DESTRUCTIONS));
	}

	@Test
	void oneThatIsRemovedIsDestroyedAtOnceAndNotAgain() {
		fill("json", "jdk");
		assertThat(ok("cbor", "/remove?form=" + name("Disposed"))).isEqualTo("DisposableBean [apple, pear] 10 2");
		assertThat(ok("json", "/show?form=" + name("Disposed"))).isEqualTo("[] 0 0");
		Forms.DESTROYED.clear();
		ok("smile", "/remove-attribute?form=" + name("PreDestroyed"));
		ok("json", "/remove-attribute?form=" + name("Disposed"));
		ok("jdk", "/invalidate");
		await().untilAsserted(() -> assertThat(Forms.DESTROYED).containsExactly("close [apple, pear] 10 2"));
	}

	@Test
	void whatSpringItselfPutsIntoASessionWorks() {
		assertThat(ok("json", "/locale?set=fr-CA")).isEqualTo("fr_CA");
		assertThat(ok("jdk", "/locale")).isEqualTo("fr_CA");
		// Spring MVC saves and removes them after it has written the answer.
		assertThat(ok("json", "/wizard?add=one")).isEqualTo("[one]");
		await().untilAsserted(() -> assertThat(ok("jdk", "/read?name=steps")).isEqualTo("[one]"));
		assertThat(ok("jdk", "/wizard?add=two")).isEqualTo("[one, two]");
		await().untilAsserted(() -> assertThat(ok("cbor", "/read?name=steps")).isEqualTo("[one, two]"));
		assertThat(ok("json", "/wizard/done")).isEqualTo("[one, two]");
		await().untilAsserted(() -> assertThat(ok("json", "/wizard/done")).isEqualTo("no steps"));
		assertThat(ok("json", "/callback")).isEqualTo("registered");
		assertThat(ok("jdk", "/locale")).isEqualTo("fr_CA");
		await().untilAsserted(() -> assertThat(ok("json", "/mutex")).startsWith("Mutex"));
		assertThat(ok("json", "/mutex")).isEqualTo(ok("json", "/mutex"));
		assertThat(fields()).noneMatch((field) -> field.contains("CALLBACK") || field.contains("MUTEX"));
	}

	private void fill(String a, String b) {
		for (String form : ok(a, "/forms").split(" ")) {
			ok(a, "/add?item=apple&form=" + form);
			ok(b, "/add?item=pear&form=" + form);
		}
	}

	private static String name(String form) {
		return Forms.class.getName() + "$" + form;
	}

	private String key() {
		return "session-shop:" + ok("json", "/id");
	}

	private List<String> fields() {
		return ((List<?>) this.redis.cli("HKEYS", key())).stream().map(String::valueOf).toList();
	}

	/** The attributes only, as text. */
	private static Map<String, String> withoutAttributes(Object hash) {
		Map<String, String> found = new TreeMap<>();
		List<?> flat = (List<?>) hash;
		for (int i = 0; i < flat.size(); i += 2) {
			if (flat.get(i).toString().startsWith("attr:")) {
				found.put(flat.get(i).toString(), String.valueOf(flat.get(i + 1)));
			}
		}
		return found;
	}

	private String ok(String node, String path) {
		HttpResponse<String> response = get(node, path);
		assertThat(response.statusCode()).as(node + " " + path + " " + response.body()).isEqualTo(200);
		return response.body();
	}

	private HttpResponse<String> get(String node, String path) {
		return this.browser.get(SessionTestApplication.uri(NODES.get(node), path));
	}

	/** The handlers. */
	@Configuration(proxyBeanMethods = false)
	@Import({ Handlers.class, Wizard.class })
	static class Shop {

		@Bean
		LocaleResolver localeResolver() {
			return new SessionLocaleResolver();
		}

		@Bean
		HttpSessionMutexListener mutexListener() {
			return new HttpSessionMutexListener();
		}

	}

	/** Uses the beans. */
	@RestController
	static class Handlers {

		private final Map<String, Forms.Form> forms;

		private final ObjectProvider<Forms.Unproxied> unproxied;

		private final Forms.Asynchronous asynchronous;

		private final Forms.Refused refused;

		private final LocaleResolver locales;

		private volatile String message = "";

		Handlers(Map<String, Forms.Form> forms, ObjectProvider<Forms.Unproxied> unproxied,
				Forms.Asynchronous asynchronous, Forms.Refused refused, LocaleResolver locales) {
			this.forms = forms;
			this.unproxied = unproxied;
			this.asynchronous = asynchronous;
			this.refused = refused;
			this.locales = locales;
		}

		@GetMapping("/forms")
		String forms() {
			return String.join(" ", this.forms.keySet());
		}

		@GetMapping("/add")
		String add(@RequestParam String form, @RequestParam String item) {
			this.forms.get(form).add(item);
			return "added";
		}

		@GetMapping("/show")
		String show(@RequestParam String form) {
			return this.forms.get(form).show();
		}

		@GetMapping("/add-named")
		String addNamed(@RequestParam String item) {
			((Forms.Checked) this.forms.get(name("Checked"))).addNamed(item);
			return "added";
		}

		@GetMapping("/remove")
		String remove(@RequestParam String form) {
			((ScopedObject) this.forms.get(form)).removeFromScope();
			return String.join(", ", Forms.DESTROYED);
		}

		@GetMapping("/remove-attribute")
		String removeAttribute(HttpSession session, @RequestParam String form) {
			session.removeAttribute("scopedTarget." + form);
			return "removed";
		}

		@GetMapping("/unproxied")
		String unproxied() {
			this.unproxied.getObject().add("apple");
			return this.unproxied.getObject().show();
		}

		@GetMapping("/thread")
		String thread() {
			return this.asynchronous.thread().join();
		}

		@GetMapping("/refused")
		String refused() {
			try {
				return this.refused.show();
			}
			catch (RuntimeException ex) {
				this.message = ex.getMessage();
				throw ex;
			}
		}

		@GetMapping("/refused-message")
		String message() {
			return this.message;
		}

		@GetMapping("/locale")
		String locale(HttpServletRequest request, HttpServletResponse response,
				@RequestParam(required = false) String set) {
			if (set != null) {
				this.locales.setLocale(request, response, Locale.forLanguageTag(set));
			}
			return this.locales.resolveLocale(request).toString();
		}

		@GetMapping("/callback")
		String callback(HttpSession session) {
			RequestContextHolder.currentRequestAttributes().registerDestructionCallback("own", () -> {
			}, RequestAttributes.SCOPE_SESSION);
			return "registered";
		}

		@GetMapping("/mutex")
		String mutex(HttpSession session) {
			Object mutex = WebUtils.getSessionMutex(session);
			return mutex.getClass().getSimpleName() + System.identityHashCode(mutex);
		}

	}

	/** Keeps a model between requests. */
	@RestController
	@SessionAttributes("steps")
	static class Wizard {

		@GetMapping("/wizard")
		String step(Model model, @RequestParam String add) {
			List<String> steps = new ArrayList<>();
			if (model.getAttribute("steps") instanceof List<?> before) {
				before.forEach((step) -> steps.add(step.toString()));
			}
			steps.add(add);
			model.addAttribute("steps", steps);
			return steps.toString();
		}

		@GetMapping("/wizard/done")
		String done(@ModelAttribute("steps") ArrayList<String> steps, SessionStatus status) {
			status.setComplete();
			return steps.toString();
		}

		@ExceptionHandler(IllegalStateException.class)
		String none() {
			return "no steps";
		}

	}

}
