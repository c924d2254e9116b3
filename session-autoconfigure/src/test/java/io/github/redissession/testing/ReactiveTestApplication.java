package io.github.redissession.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

import io.github.redissession.ReactiveCurrentUserSessions;
import io.github.redissession.UserDevice;

/**
 * The WebFlux counterpart of {@link SessionTestApplication}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(QuickLogin.class)
public class ReactiveTestApplication {

	/**
	 * Starts an instance on a free port.
	 * @param server the Redis to use
	 * @param properties further properties, as {@code name=value}
	 * @return the running application
	 */
	public static ConfigurableApplicationContext start(String[] server, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off", "--management.endpoints.web.exposure.include=*"));
		Arrays.asList(server).forEach((property) -> arguments.add("--" + property));
		Arrays.asList(properties).forEach((property) -> arguments.add("--" + property));
		return new SpringApplicationBuilder(ReactiveTestApplication.class).web(WebApplicationType.REACTIVE)
			.run(arguments.toArray(String[]::new));
	}

	/**
	 * Uses Tomcat, because the JDK's HTTP client and Reactor Netty lose one request in a
	 * hundred, even with Spring's own sessions.
	 */
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
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	MapReactiveUserDetailsService users() {
		return new MapReactiveUserDetailsService(
				User.withUsername("alice").password("{noop}password").roles("USER").build());
	}

	/**
	 * The handlers.
	 */
	@RestController
	static class Handlers {

		private final ReactiveCurrentUserSessions sessions;

		Handlers(ReactiveCurrentUserSessions sessions) {
			this.sessions = sessions;
		}

		@GetMapping("/none")
		Mono<String> none() {
			return Mono.just("no session");
		}

		@GetMapping({ "/text", "/private/text", "/passive/text" })
		Mono<String> text(WebSession session) {
			return Mono.just(String.valueOf(session.getAttributes().get("value")));
		}

		@GetMapping("/set")
		Mono<String> set(WebSession session, @RequestParam String value) {
			session.getAttributes().put("value", value);
			return Mono.just(value);
		}

		@GetMapping("/list")
		Mono<String> list(WebSession session, @RequestParam(required = false) @Nullable String add) {
			List<String> list = session.getAttribute("list");
			if (list == null) {
				list = new ArrayList<>();
				session.getAttributes().put("list", list);
			}
			if (add != null) {
				list.add(add);
			}
			return Mono.just(list.toString());
		}

		@GetMapping("/change-id")
		Mono<String> changeId(WebSession session) {
			return session.changeSessionId().then(Mono.fromSupplier(session::getId));
		}

		@GetMapping("/invalidate")
		Mono<String> invalidate(WebSession session) {
			return session.invalidate().thenReturn("invalidated");
		}

		@GetMapping("/private/devices")
		Flux<UserDevice> devices(ServerWebExchange exchange) {
			return this.sessions.devices(exchange);
		}

		@PostMapping("/private/sign-out/{id}")
		Mono<Boolean> signOut(ServerWebExchange exchange, @PathVariable String id) {
			return this.sessions.signOut(exchange, id);
		}

		@PostMapping("/private/sign-out-others")
		Mono<Integer> signOutOthers(ServerWebExchange exchange) {
			return this.sessions.signOutOthers(exchange);
		}

		@PostMapping("/private/new-password")
		Mono<Integer> newPassword(ServerWebExchange exchange) {
			return exchange.getSession().flatMap(WebSession::changeSessionId).then(signOutOthers(exchange));
		}

		@PostMapping("/private/sign-out-everywhere")
		Mono<Integer> signOutEverywhere(ServerWebExchange exchange) {
			return this.sessions.signOutEverywhere(exchange);
		}

		@GetMapping("/id")
		Mono<String> id(WebSession session) {
			return Mono.just(session.getId());
		}

	}

}
