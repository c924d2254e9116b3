package io.github.redissession.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

import jakarta.servlet.http.HttpSession;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.logout.DelegatingServerLogoutHandler;
import org.springframework.security.web.server.authentication.logout.SecurityContextServerLogoutHandler;
import org.springframework.security.web.server.authentication.logout.WebSessionServerLogoutHandler;
import org.springframework.security.web.server.savedrequest.WebSessionServerRequestCache;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

import io.github.redissession.testing.QuickLogin;

/**
 * Sites with all that Spring Security keeps in a session: a CSRF token, the request that
 * led to the login, the login itself. Only the form wants a token, so that a login and a
 * logout can be sent without one.
 */
final class FlowSite {

	private FlowSite() {
	}

	static ConfigurableApplicationContext start(Class<?> site, String[] server, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off", "--redis-session.checks.on-startup=false"));
		Arrays.asList(server).forEach((property) -> arguments.add("--" + property));
		Arrays.asList(properties).forEach((property) -> arguments.add("--" + property));
		return new SpringApplicationBuilder(site)
			.web((site == Reactive.class) ? WebApplicationType.REACTIVE : WebApplicationType.SERVLET)
			.run(arguments.toArray(String[]::new));
	}

	private static UserDetails alice() {
		return User.withUsername("alice").password("{noop}password").roles("USER").build();
	}

	/**
	 * Lets a test finish a request when it wants to.
	 */
	static final class Later {

		private final CompletableFuture<Void> begun = new CompletableFuture<>();

		private final CompletableFuture<Void> finish = new CompletableFuture<>();

		CompletableFuture<Void> begun() {
			return this.begun;
		}

		void finish() {
			this.finish.complete(null);
		}

		private CompletableFuture<Void> begin() {
			this.begun.complete(null);
			return this.finish;
		}

	}

	/**
	 * Holds what the next request waits for.
	 */
	static final class Door {

		private volatile Later later = new Later();

		Later shut() {
			this.later = new Later();
			return this.later;
		}

		private CompletableFuture<Void> pass() {
			return this.later.begin();
		}

	}

	/**
	 * The servlet site.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(QuickLogin.class)
	static class Servlet {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/private/**").authenticated().anyRequest().permitAll())
				.formLogin((login) -> {
				})
				.rememberMe((rememberMe) -> rememberMe.key("remember"))
				.logout((logout) -> logout.invalidateHttpSession(true).deleteCookies("THEME"))
				.csrf((csrf) -> csrf.ignoringRequestMatchers("/login", "/logout"))
				.build();
		}

		/** A manager would encode the password anew, and remember-me depends on it. */
		@Bean
		UserDetailsService users() {
			return (name) -> alice();
		}

		@Bean
		Door door() {
			return new Door();
		}

		/**
		 * The handlers.
		 */
		@RestController
		static class Handlers {

			private final Door door;

			Handlers(Door door) {
				this.door = door;
			}

			@GetMapping("/form")
			String form(CsrfToken token) {
				return token.getToken();
			}

			@PostMapping("/form")
			String set(HttpSession session, @RequestParam String value) {
				session.setAttribute("value", value);
				return value;
			}

			@GetMapping({ "/value", "/private/value" })
			String value(HttpSession session) {
				return String.valueOf(session.getAttribute("value"));
			}

			@GetMapping("/callable")
			Callable<String> callable(HttpSession session, @RequestParam String value) {
				return () -> set(session, value);
			}

			@GetMapping("/later")
			DeferredResult<String> later(HttpSession session, @RequestParam String value) {
				session.getAttribute("value");
				DeferredResult<String> result = new DeferredResult<>();
				this.door.pass()
					.thenAcceptAsync((nothing) -> result.setResult(set(session, value)), ForkJoinPool.commonPool());
				return result;
			}

		}

	}

	/**
	 * The WebFlux site. It has no remember-me, because Spring Security has none there.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(QuickLogin.class)
	static class Reactive {

		@Bean
		TomcatReactiveWebServerFactory webServerFactory() {
			return new TomcatReactiveWebServerFactory();
		}

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http
				.authorizeExchange(
						(exchanges) -> exchanges.pathMatchers("/private/**").authenticated().anyExchange().permitAll())
				.formLogin((login) -> {
				})
				.requestCache((cache) -> cache.requestCache(requests()))
				.logout((logout) -> logout.logoutHandler(new DelegatingServerLogoutHandler(
						new SecurityContextServerLogoutHandler(), new WebSessionServerLogoutHandler())))
				.csrf((csrf) -> csrf.requireCsrfProtectionMatcher(
						(exchange) -> ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, "/form")
							.matches(exchange)))
				.build();
		}

		/** Spring Security's own remembers only who asks for HTML. */
		private static WebSessionServerRequestCache requests() {
			WebSessionServerRequestCache cache = new WebSessionServerRequestCache();
			cache.setSaveRequestMatcher(ServerWebExchangeMatchers.pathMatchers("/private/**"));
			return cache;
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(alice());
		}

		@Bean
		Door door() {
			return new Door();
		}

		/**
		 * The handlers.
		 */
		@RestController
		static class Handlers {

			private final Door door;

			Handlers(Door door) {
				this.door = door;
			}

			@GetMapping("/form")
			Mono<String> form(ServerWebExchange exchange) {
				Mono<org.springframework.security.web.server.csrf.CsrfToken> token = exchange
					.getRequiredAttribute(org.springframework.security.web.server.csrf.CsrfToken.class.getName());
				return token.map(org.springframework.security.web.server.csrf.CsrfToken::getToken);
			}

			@PostMapping("/form")
			Mono<String> set(ServerWebExchange exchange, WebSession session) {
				return exchange.getFormData().map((form) -> set(session, String.valueOf(form.getFirst("value"))));
			}

			private static String set(WebSession session, String value) {
				session.getAttributes().put("value", value);
				return value;
			}

			@GetMapping({ "/value", "/private/value" })
			Mono<String> value(WebSession session) {
				return Mono.just(String.valueOf(session.getAttributes().get("value")));
			}

			@GetMapping("/callable")
			Mono<String> callable(WebSession session, @RequestParam String value) {
				return Mono.fromCallable(() -> set(session, value)).subscribeOn(Schedulers.boundedElastic());
			}

			@GetMapping("/later")
			Mono<String> later(WebSession session, @RequestParam String value) {
				return Mono.fromFuture(this.door.pass())
					.publishOn(Schedulers.boundedElastic())
					.then(Mono.fromCallable(() -> set(session, value)));
			}

		}

	}

}
