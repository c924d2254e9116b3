package io.github.redissession.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.redissession.CurrentUserSessions;
import io.github.redissession.StoredSession;
import io.github.redissession.UserDevice;

/**
 * A web application with one handler for every way to use a session, and a form login for
 * {@code alice}. Tests start as many instances as they need.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(QuickLogin.class)
public class SessionTestApplication {

	/**
	 * Properties with which an instance sends only the commands of its requests to Redis.
	 */
	public static final String[] QUIET = { "redis-session.events.enabled=false",
			"redis-session.events.sweep-interval=30d", "redis-session.metrics.sample-interval=0",
			"redis-session.checks.on-startup=false" };

	/**
	 * Starts an instance on a free port.
	 * @param server the Redis to use
	 * @param properties further properties, as {@code name=value}
	 * @return the running application
	 */
	public static ConfigurableApplicationContext start(String[] server, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off", "--management.endpoints.web.exposure.include=*"));
		Arrays.stream(server).map((property) -> "--" + property).forEach(arguments::add);
		Arrays.stream(properties).map((property) -> "--" + property).forEach(arguments::add);
		return SpringApplication.run(SessionTestApplication.class, arguments.toArray(String[]::new));
	}

	public static URI uri(ConfigurableApplicationContext application, String path) {
		int port = ((WebServerApplicationContext) application).getWebServer().getPort();
		return URI.create("http://127.0.0.1:" + port + path);
	}

	/**
	 * Sends a PING to Redis.
	 * @param instance the application that sends it
	 * @return "PONG"
	 */
	public static @Nullable String ping(ConfigurableApplicationContext instance) {
		try (RedisConnection connection = instance.getBean(RedisConnectionFactory.class).getConnection()) {
			return connection.ping();
		}
	}

	@Bean
	SecurityFilterChain security(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers("/private/**", "/sensitive/**")
				.authenticated()
				.anyRequest()
				.permitAll())
			.formLogin((login) -> login.defaultSuccessUrl("/text", true))
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	InMemoryUserDetailsManager users() {
		return new InMemoryUserDetailsManager(
				User.withUsername("alice").password("{noop}password").roles("USER").build());
	}

	/**
	 * The handlers.
	 */
	@RestController
	static class Handlers {

		private final CurrentUserSessions sessions;

		Handlers(CurrentUserSessions sessions) {
			this.sessions = sessions;
		}

		@GetMapping("/none")
		String none() {
			return "no session";
		}

		@GetMapping({ "/text", "/private/text", "/sensitive/text", "/passive/text" })
		String text(HttpSession session) {
			return String.valueOf(session.getAttribute("value"));
		}

		@GetMapping("/read")
		String read(HttpServletRequest request, @RequestParam(defaultValue = "value") String name) {
			HttpSession session = request.getSession(false);
			return (session != null) ? String.valueOf(session.getAttribute(name)) : "no session";
		}

		@GetMapping("/async")
		Callable<String> async(HttpSession session) {
			for (int i = 0; i < 100; i++) {
				session.setAttribute("a" + i, "1");
			}
			return () -> {
				for (int i = 0; i < 100; i++) {
					session.getAttribute("a" + i);
					session.setAttribute("b" + i, "1");
				}
				return "done";
			};
		}

		@GetMapping("/json")
		Map<String, String> json(HttpSession session) {
			return Map.of("value", String.valueOf(session.getAttribute("value")));
		}

		@GetMapping("/void")
		ResponseEntity<Void> empty(HttpSession session) {
			session.getAttribute("value");
			return ResponseEntity.noContent().build();
		}

		@GetMapping("/redirect")
		ResponseEntity<Void> redirect(HttpSession session) {
			session.getAttribute("value");
			return ResponseEntity.status(302).location(URI.create("/text")).build();
		}

		@GetMapping("/set")
		String set(HttpSession session, @RequestParam(defaultValue = "value") String name, @RequestParam String value) {
			session.setAttribute(name, value);
			return value;
		}

		@GetMapping("/list")
		String list(HttpSession session, @RequestParam(required = false) @Nullable String add) {
			@SuppressWarnings("unchecked")
			List<String> list = (List<String>) session.getAttribute("list");
			if (list == null) {
				list = new ArrayList<>();
				session.setAttribute("list", list);
			}
			if (add != null) {
				list.add(add);
			}
			return list.toString();
		}

		@GetMapping("/marked-passive")
		String passive(HttpServletRequest request) {
			request.setAttribute(StoredSession.PASSIVE, true);
			return String.valueOf(request.getSession().getAttribute("value"));
		}

		@GetMapping("/unstorable")
		String unstorable(HttpSession session) {
			session.setAttribute("value", "kept");
			session.setAttribute("thread", Thread.currentThread());
			return "unreachable";
		}

		@GetMapping("/change-id")
		String changeId(HttpServletRequest request) {
			return request.changeSessionId();
		}

		@GetMapping("/timeout")
		String timeout(HttpSession session, @RequestParam int seconds) {
			session.setMaxInactiveInterval(seconds);
			return String.valueOf(session.getMaxInactiveInterval());
		}

		@GetMapping("/invalidate")
		String invalidate(HttpSession session) {
			session.invalidate();
			return "invalidated";
		}

		@GetMapping("/exception")
		String exception(HttpSession session) {
			session.setAttribute("value", "before the exception");
			throw new IllegalStateException("on purpose");
		}

		@GetMapping("/private/devices")
		List<UserDevice> devices(HttpServletRequest request) {
			return this.sessions.devices(request);
		}

		@PostMapping("/private/sign-out/{id}")
		boolean signOut(HttpServletRequest request, @PathVariable String id) {
			return this.sessions.signOut(request, id);
		}

		@PostMapping("/private/sign-out-others")
		int signOutOthers(HttpServletRequest request) {
			return this.sessions.signOutOthers(request);
		}

		@PostMapping("/private/new-password")
		int newPassword(HttpServletRequest request) {
			request.changeSessionId();
			return this.sessions.signOutOthers(request);
		}

		@PostMapping("/private/sign-out-everywhere")
		int signOutEverywhere(HttpServletRequest request) {
			return this.sessions.signOutEverywhere(request);
		}

		@GetMapping("/id")
		String id(HttpSession session) {
			return session.getId();
		}

	}

}
