package com.example.shop;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.savedrequest.NullRequestCache;

/**
 * Restricts the pages: the catalogue and the cart are public, the checkout needs a login.
 */
@Configuration(proxyBeanMethods = false)
final class ShopSecurity {

	/**
	 * The API answers 401 instead of showing a login page, and never starts a session.
	 */
	@Bean
	@Order(1)
	SecurityFilterChain api(HttpSecurity http, CsrfTokenRepository csrfTokens) {
		return http.securityMatcher("/api/**")
			.authorizeHttpRequests((requests) -> requests.requestMatchers("/api/me", "/api/devices")
				.authenticated()
				.anyRequest()
				.permitAll())
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.NEVER))
			.requestCache((cache) -> cache.requestCache(new NullRequestCache()))
			.csrf((csrf) -> csrf.csrfTokenRepository(csrfTokens))
			.exceptionHandling((errors) -> errors
				.authenticationEntryPoint((request, response, failure) -> answerUnauthorized(response)))
			.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain pages(HttpSecurity http, CsrfTokenRepository csrfTokens, TenantLoginHandler loginHandler) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers("/checkout/**", "/account/**")
				.authenticated()
				.requestMatchers("/ops/**")
				.hasRole("ADMIN")
				.anyRequest()
				.permitAll())
			.formLogin((login) -> login.loginPage("/login").successHandler(loginHandler))
			.csrf((csrf) -> csrf.csrfTokenRepository(csrfTokens))
			.headers((headers) -> headers.contentSecurityPolicy((policy) -> policy
				.policyDirectives("default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")))
			.build();
	}

	/**
	 * Keeps the CSRF token in a cookie of its own: every page has forms, and a token in
	 * the session would start a session for every visitor who only browses the catalogue.
	 */
	@Bean
	CsrfTokenRepository csrfTokens() {
		CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
		tokens.setCookieCustomizer((cookie) -> cookie.sameSite("Lax"));
		return tokens;
	}

	@Bean
	PasswordEncoder passwordEncoder() {
		return PasswordEncoderFactories.createDelegatingPasswordEncoder();
	}

	@Bean
	InMemoryUserDetailsManager users(Accounts accounts, PasswordEncoder encoder) {
		String password = encoder.encode("password");
		return new InMemoryUserDetailsManager(
				accounts.all().stream().map((account) -> user(account, password)).toList());
	}

	private static UserDetails user(Account account, String password) {
		return User.withUsername(account.name()).password(password).roles(account.role()).build();
	}

	private static void answerUnauthorized(HttpServletResponse response) throws IOException {
		response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.getWriter()
			.write("{\"status\":401,\"error\":\"Unauthorized\",\"message\":\"Log in at /login first.\"}");
	}

}
