package io.github.redissession.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/**
 * A WebFlux application on Netty with one handler for every way to use a
 * {@code WebSession}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WebSessionSite {

	static ConfigurableApplicationContext start(String... properties) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off"));
		Arrays.asList(properties).forEach((property) -> arguments.add("--" + property));
		return new SpringApplicationBuilder(WebSessionSite.class).web(WebApplicationType.REACTIVE)
			.run(arguments.toArray(String[]::new));
	}

	@Bean
	NettyReactiveWebServerFactory webServerFactory() {
		return new NettyReactiveWebServerFactory();
	}

	@Bean
	SecurityWebFilterChain security(ServerHttpSecurity http) {
		return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
			.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
			.csrf((csrf) -> csrf.disable())
			.requestCache((cache) -> cache.disable())
			.build();
	}

	/**
	 * The handlers.
	 */
	@RestController
	static class Handlers {

		@GetMapping("/none")
		Mono<String> none() {
			return Mono.just("none");
		}

		@GetMapping("/look")
		Mono<String> look(WebSession session) {
			return Mono.just(session.isStarted() + " " + session.isExpired());
		}

		@GetMapping("/id")
		Mono<String> id(WebSession session) {
			return Mono.just(session.getId());
		}

		@GetMapping("/read")
		Mono<String> read(WebSession session) {
			return Mono.just(session.isStarted() + " " + new TreeMap<>(session.getAttributes()));
		}

		@GetMapping("/set")
		Mono<String> set(WebSession session, @RequestParam String value) {
			boolean before = session.isStarted();
			session.getAttributes().put("value", value);
			return Mono.just(before + " " + session.isStarted());
		}

		@GetMapping("/start")
		Mono<String> start(WebSession session) {
			session.start();
			return Mono.just(String.valueOf(session.isStarted()));
		}

		@GetMapping("/map")
		Mono<String> map(WebSession session) {
			session.getAttributes().put("a", "1");
			session.getAttributes().put("b", "2");
			session.getAttributes().putIfAbsent("b", "3");
			session.getAttributes().computeIfAbsent("c", (name) -> "4");
			Object removed = session.getAttributes().remove("a");
			return Mono.just(removed + " " + session.getAttributes().size() + " "
					+ session.getAttributes().containsKey("a") + " " + session.getAttributeOrDefault("a", "5") + " "
					+ session.<String>getRequiredAttribute("b") + " "
					+ new TreeMap<>(session.getAttributes()).keySet());
		}

		@GetMapping("/clear")
		Mono<String> clear(WebSession session) {
			session.getAttributes().clear();
			return Mono.just(session.isStarted() + " " + session.getAttributes().isEmpty());
		}

		@GetMapping("/list")
		Mono<String> list(WebSession session, @RequestParam String add) {
			@SuppressWarnings("unchecked")
			List<String> list = (List<String>) session.getAttributes()
				.computeIfAbsent("list", (name) -> new ArrayList<String>());
			list.add(add);
			return Mono.just(list.toString());
		}

		@GetMapping("/change-id")
		Mono<String> changeId(WebSession session) {
			String before = session.getId();
			return session.changeSessionId()
				.then(Mono.fromSupplier(() -> !session.getId().equals(before) + " " + session.isStarted() + " "
						+ session.getAttributes().get("value")));
		}

		@GetMapping("/invalidate")
		Mono<String> invalidate(WebSession session) {
			return session.invalidate().then(Mono.fromSupplier(() -> String.valueOf(session.isExpired())));
		}

		@GetMapping("/invalidate-and-look")
		Mono<String> invalidateAndLook(ServerWebExchange exchange) {
			return exchange.getSession()
				.flatMap((session) -> session.invalidate()
					.then(exchange.getSession())
					.map((again) -> (again == session) + " " + again.isStarted() + " " + again.isExpired()));
		}

		@GetMapping("/invalidate-and-set")
		Mono<String> invalidateAndSet(ServerWebExchange exchange) {
			return exchange.getSession()
				.flatMap((session) -> session.invalidate().then(exchange.getSession()))
				.map((again) -> {
					again.getAttributes().put("value", "late");
					return String.valueOf(again.isExpired());
				});
		}

		@GetMapping("/start-and-invalidate")
		Mono<String> startAndInvalidate(WebSession session) {
			session.getAttributes().put("value", "1");
			return session.invalidate().thenReturn("invalidated");
		}

		@GetMapping("/twice")
		Mono<String> twice(ServerWebExchange exchange) {
			return exchange.getSession().zipWith(exchange.getSession(), (one, other) -> String.valueOf(one == other));
		}

		@GetMapping("/idle")
		Mono<String> idle(WebSession session, @RequestParam @Nullable Long millis) {
			Duration before = session.getMaxIdleTime();
			if (millis != null) {
				session.setMaxIdleTime(Duration.ofMillis(millis));
			}
			return Mono.just(before + " " + session.getMaxIdleTime());
		}

		@GetMapping("/times")
		Mono<String> times(WebSession session) {
			return Mono
				.just(session.getCreationTime().toEpochMilli() + " " + session.getLastAccessTime().toEpochMilli());
		}

		@GetMapping("/save")
		Mono<String> save(WebSession session) {
			session.getAttributes().put("value", "saved");
			return session.save().thenReturn("saved");
		}

		@GetMapping("/fail")
		Mono<String> fail(WebSession session) {
			session.getAttributes().put("value", "before the failure");
			return Mono.error(new IllegalStateException("on purpose"));
		}

		@GetMapping("/redirect")
		Mono<ResponseEntity<Void>> redirect(WebSession session) {
			session.getAttributes().put("value", "before the redirect");
			return Mono.just(ResponseEntity.status(302).header("Location", "/read").build());
		}

		/**
		 * Sets one value before the response is committed, and another one afterwards.
		 */
		@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> events(WebSession session) {
			session.getAttributes().put("value", "early");
			return Flux.just("one", "two").concatMap((event) -> Mono.delay(Duration.ofMillis(10)).map((tick) -> {
				if (event.equals("two")) {
					session.getAttributes().put("value", "late");
				}
				return event;
			}));
		}

		/** Begins to use its session only when the response has been committed. */
		@GetMapping(path = "/late-events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> lateEvents(WebSession session) {
			return Flux.just("one", "two").concatMap((event) -> Mono.delay(Duration.ofMillis(10)).map((tick) -> {
				if (event.equals("two")) {
					session.getAttributes().put("value", "too late");
				}
				return event;
			}));
		}

	}

}
