package com.example.security;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.ott.InMemoryOneTimeTokenService;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.security.authorization.AuthorizationManagerFactories;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.authorization.EnableMultiFactorAuthentication;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.ott.OneTimeTokenGenerationSuccessHandler;
import org.springframework.security.web.authentication.switchuser.SwitchUserFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.webauthn.management.MapPublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.MapUserCredentialRepository;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;

/**
 * A shop with every way to log in. What a database would keep, its instances share.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableMultiFactorAuthentication(authorities = {})
public class Shop {

	/** One-time tokens that were sent, by user. */
	static final Map<String, String> MAIL = new ConcurrentHashMap<>();

	private static final OneTimeTokenService TOKENS = new InMemoryOneTimeTokenService();

	private static final PublicKeyCredentialUserEntityRepository PASSKEY_USERS = new MapPublicKeyCredentialUserEntityRepository();

	private static final UserCredentialRepository PASSKEYS = new MapUserCredentialRepository();

	@Bean
	SecurityFilterChain chain(HttpSecurity http, UserDetailsService users, SwitchUserFilter switchUser,
			@Value("${passkey-origin}") String origin) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers("/public")
				.permitAll()
				.requestMatchers("/vault")
				.fullyAuthenticated()
				.requestMatchers("/both")
				.access(AuthorizationManagerFactories.<RequestAuthorizationContext>multiFactor()
					.requireFactors(FactorGrantedAuthority.PASSWORD_AUTHORITY, FactorGrantedAuthority.OTT_AUTHORITY)
					.build()
					.authenticated())
				.requestMatchers("/login/impersonate")
				.hasRole("ADMIN")
				.anyRequest()
				.authenticated())
			.formLogin(Customizer.withDefaults())
			.rememberMe((remember) -> remember.key("the same on all instances").userDetailsService(users))
			.oneTimeTokenLogin(Customizer.withDefaults())
			.oauth2Login(Customizer.withDefaults())
			.webAuthn((passkeys) -> passkeys.rpName("Shop").rpId("localhost").allowedOrigins(origin))
			.addFilter(switchUser)
			.build();
	}

	@Bean
	SwitchUserFilter switchUser(UserDetailsService users) {
		SwitchUserFilter filter = new SwitchUserFilter();
		filter.setUserDetailsService(users);
		filter.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
		filter.setTargetUrl("/");
		return filter;
	}

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(
				User.withUsername("alice").password("{noop}alice-password").roles("USER").build(),
				User.withUsername("carol").password("{noop}carol-password").roles("USER", "ADMIN").build());
	}

	@Bean
	OneTimeTokenService oneTimeTokens() {
		return TOKENS;
	}

	@Bean
	OneTimeTokenGenerationSuccessHandler mail() {
		return (request, response, token) -> {
			MAIL.put(token.getUsername(), token.getTokenValue());
			response.sendRedirect("/login/ott");
		};
	}

	@Bean
	OAuth2AuthorizedClientRepository authorizedClients() {
		return new HttpSessionOAuth2AuthorizedClientRepository();
	}

	@Bean
	PublicKeyCredentialUserEntityRepository passkeyUsers() {
		return PASSKEY_USERS;
	}

	@Bean
	UserCredentialRepository passkeys() {
		return PASSKEYS;
	}

}
