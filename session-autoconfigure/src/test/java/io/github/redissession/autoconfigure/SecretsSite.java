package io.github.redissession.autoconfigure;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.config.annotation.authorization.EnableMultiFactorAuthentication;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.ott.OneTimeTokenGenerationSuccessHandler;
import org.springframework.security.web.authentication.switchuser.SwitchUserFilter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.redissession.testing.QuickLogin;

/**
 * A site with every way to log in that keeps something in the session. Only the form
 * wants a CSRF token, so that the logins can be sent without one.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableMultiFactorAuthentication(authorities = {})
@Import(QuickLogin.class)
class SecretsSite {

	static final String PASSWORD = "pass-w0rd-of-alice";

	static final String OTHER_PASSWORD = "pass-w0rd-of-bob";

	static final String CLIENT_SECRET = "s3cr3t-of-the-client";

	@Bean
	SecurityFilterChain security(HttpSecurity http, SwitchUserFilter switchUser) {
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/second/**", "/callback")
						.hasAllAuthorities(FactorGrantedAuthority.PASSWORD_AUTHORITY,
								FactorGrantedAuthority.OTT_AUTHORITY)
						.requestMatchers("/full/**")
						.fullyAuthenticated()
						.requestMatchers("/private/**")
						.authenticated()
						.anyRequest()
						.permitAll())
			.formLogin((login) -> {
			})
			.oneTimeTokenLogin((login) -> {
			})
			.rememberMe((rememberMe) -> rememberMe.key("remember"))
			.oauth2Login((login) -> {
			})
			.exceptionHandling((errors) -> errors.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/login")))
			.addFilterAfter(switchUser, AuthorizationFilter.class)
			.csrf((csrf) -> csrf.ignoringRequestMatchers("/login/**", "/ott/**", "/login", "/logout"))
			.build();
	}

	@Bean
	SwitchUserFilter switchUserFilter(UserDetailsService users) {
		SwitchUserFilter filter = new SwitchUserFilter();
		filter.setUserDetailsService(users);
		filter.setTargetUrl("/value");
		return filter;
	}

	@Bean
	UserDetailsService users() {
		return (name) -> switch (name) {
			case "alice" -> User.withUsername(name).password("{noop}" + PASSWORD).roles("USER").build();
			case "bob" -> User.withUsername(name).password("{noop}" + OTHER_PASSWORD).roles("USER").build();
			default -> throw UsernameNotFoundException.fromUsername(name);
		};
	}

	@Bean
	Mail mail() {
		return new Mail();
	}

	@Bean
	OAuth2AuthorizedClientRepository clients() {
		return new HttpSessionOAuth2AuthorizedClientRepository();
	}

	@Bean
	ClientRegistrationRepository registrations(@Value("${test.provider}") String provider) {
		return new InMemoryClientRegistrationRepository(ClientRegistration.withRegistrationId("idp")
			.clientId("shop")
			.clientSecret(CLIENT_SECRET)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
			.clientSettings(ClientRegistration.ClientSettings.builder().requireProofKey(true).build())
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
			.authorizationUri(provider + "/authorize")
			.tokenUri(provider + "/token")
			.userInfoUri(provider + "/user")
			.userNameAttributeName("sub")
			.build());
	}

	/**
	 * Keeps the one-time token that was sent last.
	 */
	static final class Mail implements OneTimeTokenGenerationSuccessHandler {

		private final AtomicReference<@Nullable String> token = new AtomicReference<>();

		@Override
		public void handle(HttpServletRequest request, HttpServletResponse response, OneTimeToken oneTimeToken)
				throws IOException {
			this.token.set(oneTimeToken.getTokenValue());
			response.sendRedirect("/value");
		}

		@Nullable String token() {
			return this.token.get();
		}

	}

	/**
	 * The handlers.
	 */
	@RestController
	static class Handlers {

		@GetMapping("/form")
		String form(CsrfToken token) {
			return token.getToken();
		}

		@GetMapping({ "/value", "/private/value", "/second/value", "/full/value" })
		String value(HttpServletRequest request) {
			return String.valueOf(request.getRemoteUser());
		}

	}

}
