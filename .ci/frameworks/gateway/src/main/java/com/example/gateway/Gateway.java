package com.example.gateway;

import java.security.Principal;

import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.server.WebSessionServerOAuth2AuthorizedClientRepository;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;

/**
 * A gateway that logs users in and relays their tokens.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableWebFluxSecurity
@RestController
public class Gateway {

	@Bean
	SecurityWebFilterChain chain(ServerHttpSecurity http) {
		return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
			.oauth2Login(Customizer.withDefaults())
			.build();
	}

	@Bean
	ServerOAuth2AuthorizedClientRepository authorizedClients() {
		return new WebSessionServerOAuth2AuthorizedClientRepository();
	}

	@Bean
	RouteLocator routes(RouteLocatorBuilder routes, @Value("${orders}") String orders) {
		return routes.routes()
			.route("orders",
					(route) -> route.path("/orders/**").filters((filters) -> filters.saveSession().tokenRelay()).uri(orders))
			.build();
	}

	@GetMapping(path = "/count", produces = MediaType.TEXT_HTML_VALUE)
	Mono<String> count(WebSession session, Principal principal) {
		int visits = session.getAttributeOrDefault("visits", 0) + 1;
		session.getAttributes().put("visits", visits);
		return Mono.just(principal.getName() + " " + visits);
	}

}
