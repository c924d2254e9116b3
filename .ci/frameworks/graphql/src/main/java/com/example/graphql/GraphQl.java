package com.example.graphql;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * A shop in GraphQL, behind a form login.
 */
@SpringBootApplication
public class GraphQl {

	@Bean
	SecurityFilterChain chain(HttpSecurity http) {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.formLogin(Customizer.withDefaults())
			.csrf((csrf) -> csrf.ignoringRequestMatchers("/graphql"))
			.build();
	}

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(
				User.withUsername("alice").password("{noop}alice-password").roles("USER").build());
	}

	private static Browser query(Run run, Browser browser, String query) throws Exception {
		return browser.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run.port() + "/graphql"))
			.header("Content-Type", "application/json")
			.header("Accept", "application/json")
			.POST(BodyPublishers.ofString("{\"query\":\"" + query.replace("\"", "\\\"") + "\"}")));
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.alternating("graphql").start(GraphQl.class);
		run.flow("queries and mutations of a user", () -> {
			Browser browser = run.browser()
				.get("/login")
				.post("/login", Run.form("username", "alice", "password", "alice-password"));
			query(run, browser, "{ me }").shows("{\"data\":{\"me\":\"alice\"}}");
			query(run, browser, "mutation { add(product: \"apples\") }").shows("[\"apples\"]");
			query(run, browser, "mutation { add(product: \"pears\") }").shows("[\"apples\",\"pears\"]");
			query(run, browser, "{ cart }").shows("[\"apples\",\"pears\"]");
			query(run, browser, "{ me cart }").shows("alice");
		});
		run.end();
	}

}
