package io.github.redissession.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.FlashMapManager;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.CommandCounter;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;
import io.github.redissession.web.flash.StoredFlashMaps;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Flash attributes of Spring MVC. With the cookie that indicates them, a page that does
 * not use the session sends no command, even if the client has a session.
 */
@ExtendWith(RedisServer.Shared.class)
class FlashIT {

	private static ConfigurableApplicationContext plain;

	private static ConfigurableApplicationContext marked;

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		plain = application("redis-session.flash-cookie=false");
		marked = application("redis-session.flash-cookie=true", "spring.mvc.publish-request-handled-events=false");
	}

	private static ConfigurableApplicationContext application(String... more) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off"));
		for (String[] properties : new String[][] { RedisServer.shared().springProperties(),
				SessionTestApplication.QUIET, more }) {
			List.of(properties).forEach((property) -> arguments.add("--" + property));
		}
		return new SpringApplication(SessionTestApplication.class, FlashHandlers.class)
			.run(arguments.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		plain.close();
		marked.close();
	}

	@Test
	void aFlashAttributeIsSeenOnceByTheTargetOfTheRedirect() {
		ask(plain, "/flash");
		assertThat(this.browser.cookie(StoredFlashMaps.COOKIE)).isNull();
		ask(plain, "/none");
		assertThat(ask(plain, "/other")).isEqualTo("nothing");
		assertThat(ask(plain, "/flashed")).isEqualTo("saved");
		assertThat(ask(plain, "/flashed")).isEqualTo("nothing");
	}

	@Test
	void anApplicationThatConfiguresSpringMvcItselfHasItToo() {
		try (AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext()) {
			context.setServletContext(new MockServletContext());
			context.register(OwnMvc.class, FlashConfiguration.class);
			context.refresh();
			assertThat(context.getBean(FlashMapManager.class)).isInstanceOf(StoredFlashMaps.class);
		}
	}

	@Test
	void pathAndParametersAndTheEndAreKept() {
		StoredFlashMaps maps = new StoredFlashMaps(false);
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/page");
		FlashMap attributes = new FlashMap();
		attributes.put("message", List.of(1L, "two"));
		attributes.setTargetRequestPath("/page");
		attributes.addTargetRequestParam("id", "7");
		maps.saveOutputFlashMap(attributes, request, new MockHttpServletResponse());
		assertThat((Object) maps.retrieveAndUpdate(request, new MockHttpServletResponse())).isNull();
		request.setQueryString("id=7");
		FlashMap found = maps.retrieveAndUpdate(request, new MockHttpServletResponse());
		assertThat((Object) found).isEqualTo(attributes);
		assertThat(found.getExpirationTime()).isEqualTo(attributes.getExpirationTime()).isPositive();
	}

	@Test
	void aPageThatUsesNoSessionCostsNothingAlsoIfThereIsOne() {
		get("/set?value=1");
		assertThat(this.browser.cookie("SESSION")).isNotNull();
		get("/none");
		CommandCounter counter = CommandCounter.start(RedisServer.shared());
		get("/none");
		assertThat(counter.counts()).doesNotContainKeys("hgetall", "pttl", "evalsha");
		assertThat(get("/read")).isEqualTo("1");
	}

	@Test
	void withACookieAFlashAttributeIsSeenOnceByTheTargetOfTheRedirect() {
		get("/set?value=1");
		get("/flash");
		assertThat(this.browser.cookie(StoredFlashMaps.COOKIE)).isEqualTo("1");
		get("/none");
		assertThat(get("/flashed")).isEqualTo("saved");
		assertThat(this.browser.cookie(StoredFlashMaps.COOKIE)).isNull();
		assertThat(get("/flashed")).isEqualTo("nothing");
		CommandCounter counter = CommandCounter.start(RedisServer.shared());
		get("/none");
		assertThat(counter.counts()).doesNotContainKeys("hgetall", "pttl", "evalsha");
	}

	@Test
	void attributesForTwoTargetsAreKeptThoughTheCookieWasLost() {
		get("/flash");
		this.browser.setCookie(StoredFlashMaps.COOKIE, "");
		get("/flash?target=/other");
		assertThat(get("/flashed")).isEqualTo("saved");
		assertThat(get("/other")).isEqualTo("saved");
	}

	@Test
	void aCookieThatSomebodyMadeUpDoesNoHarm() {
		this.browser.setCookie(StoredFlashMaps.COOKIE, "1");
		assertThat(get("/flashed")).isEqualTo("nothing");
		get("/set?value=1");
		assertThat(get("/flashed")).isEqualTo("nothing");
	}

	private String get(String path) {
		return ask(marked, path);
	}

	private String ask(ConfigurableApplicationContext application, String path) {
		return this.browser.get(SessionTestApplication.uri(application, path)).body();
	}

	/**
	 * An application without Spring Boot's configuration of Spring MVC.
	 */
	@EnableWebMvc
	static class OwnMvc {

	}

	/**
	 * Redirects with a flash attribute and shows it.
	 */
	@Controller
	static class FlashHandlers {

		@GetMapping("/flash")
		String flash(@RequestParam(defaultValue = "/flashed") String target, RedirectAttributes attributes) {
			attributes.addFlashAttribute("message", "saved");
			return "redirect:" + target;
		}

		@GetMapping({ "/flashed", "/other" })
		@ResponseBody
		String flashed(Model model) {
			Object message = model.getAttribute("message");
			return (message != null) ? message.toString() : "nothing";
		}

	}

}
