package io.github.redissession.codec;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AccountExpiredException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthentication;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2UserAuthority;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;

/**
 * What Spring Security puts into a session.
 */
final class SecuritySamples {

	private static final Instant ISSUED = Instant.parse("2026-11-21T10:15:30.123456789Z");

	private static final List<GrantedAuthority> AUTHORITIES = List.of(new SimpleGrantedAuthority("ROLE_USER"),
			new SimpleGrantedAuthority("ROLE_ADMIN"));

	private SecuritySamples() {
	}

	static Map<String, Object> all() {
		Map<String, Object> samples = new LinkedHashMap<>();
		addTokens(samples);
		addWeb(samples);
		addFailures(samples);
		addOAuth2(samples);
		addOwn(samples);
		PasskeySamples.addAll(samples);
		return samples;
	}

	private static void addTokens(Map<String, Object> samples) {
		User user = new User("alice", "secret", true, true, false, true, AUTHORITIES);
		User erased = new User("alice", "secret", AUTHORITIES);
		erased.eraseCredentials();
		Authentication login = withDetails(
				UsernamePasswordAuthenticationToken.authenticated(erased, null, AUTHORITIES));
		JdkSamples.addAll(samples, "context", new SecurityContextImpl(login), new SecurityContextImpl());
		JdkSamples.addAll(samples, "login", login, UsernamePasswordAuthenticationToken.unauthenticated("bob", "pw"),
				UsernamePasswordAuthenticationToken.authenticated(5L, Map.of("pin", 5L), List.of()),
				withDetails(UsernamePasswordAuthenticationToken.authenticated(new Customer("carol", 7L, AUTHORITIES),
						null, AUTHORITIES)),
				UsernamePasswordAuthenticationToken.authenticated(
						new Member("dave", "pw", AUTHORITIES, new Shop.Money(java.math.BigDecimal.ONE, null)), null,
						AUTHORITIES));
		JdkSamples.addAll(samples, "token", new RememberMeAuthenticationToken("key", user, AUTHORITIES),
				new AnonymousAuthenticationToken("key", "anonymous", AUTHORITIES),
				withDetails(new PreAuthenticatedAuthenticationToken(user, "cert", AUTHORITIES)),
				new PreAuthenticatedAuthenticationToken("eve", "cert"),
				withDetails(new OneTimeTokenAuthentication(user, AUTHORITIES)), user,
				UsernamePasswordAuthenticationToken.authenticated("frank", null,
						List.of(new SwitchUserGrantedAuthority("ROLE_PREVIOUS_ADMINISTRATOR", login),
								FactorGrantedAuthority.withAuthority("FACTOR_PASSWORD").issuedAt(ISSUED).build())));
	}

	private static Authentication withDetails(AbstractAuthenticationToken token) {
		token.setDetails(new WebAuthenticationDetails("10.0.0.1", "session-1"));
		return token;
	}

	private static void addWeb(Map<String, Object> samples) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/account");
		request.setServletPath("/account");
		request.setQueryString("tab=orders");
		request.addParameter("tab", "orders");
		request.addHeader("Accept", "text/html");
		request.addHeader("User-Agent", "test");
		request.addPreferredLocale(java.util.Locale.GERMANY);
		JdkSamples.addAll(samples, "web", new DefaultSavedRequest(request),
				new DefaultSavedRequest(request, "continue"), new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "token"),
				new org.springframework.security.web.server.csrf.DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "token"));
	}

	private static void addFailures(Map<String, Object> samples) {
		BadCredentialsException failure = new BadCredentialsException("Bad credentials", new Exception("cause"));
		failure.setAuthenticationRequest(UsernamePasswordAuthenticationToken.unauthenticated("a", "b"));
		JdkSamples.addAll(samples, "failure", failure, new DisabledException("disabled"), new LockedException("locked"),
				new AccountExpiredException("expired"), new CredentialsExpiredException("expired"),
				UsernameNotFoundException.fromUsername("x"),
				new InternalAuthenticationServiceException("internal", new IllegalStateException()),
				new SessionAuthenticationException("too many"),
				new OAuth2AuthenticationException(new OAuth2Error("invalid", "text", "https://example.com")),
				new OAuth2AuthenticationException(new OAuth2Error("invalid"), "message"),
				new ShopClosedException("closed"),
				new ShopFrozenException("frozen", 5L, new IllegalStateException("cause")),
				new org.springframework.security.access.AccessDeniedException("denied"),
				new IllegalStateException("x"));
	}

	private static void addOAuth2(Map<String, Object> samples) {
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("sub", "alice");
		claims.put("iss", url("https://idp.example.com"));
		claims.put("aud", List.of("client"));
		claims.put("iat", ISSUED);
		claims.put("exp", ISSUED.plusSeconds(60));
		claims.put("level", 5L);
		claims.put("@odd", Map.of("nested", new java.math.BigDecimal("1.50")));
		OidcIdToken idToken = new OidcIdToken("jwt", ISSUED, ISSUED.plusSeconds(60), claims);
		OidcUserInfo userInfo = new OidcUserInfo(Map.of("sub", "alice", "email_verified", true));
		DefaultOidcUser oidcUser = new DefaultOidcUser(List.of(new OidcUserAuthority(idToken, userInfo)), idToken,
				userInfo, "sub");
		DefaultOAuth2User user = new DefaultOAuth2User(List.of(new OAuth2UserAuthority(Map.of("id", 5L))),
				Map.of("id", 5L, "login", "alice"), "login");
		JdkSamples.addAll(samples, "oauth2", new OAuth2AuthenticationToken(oidcUser, oidcUser.getAuthorities(), "idp"),
				new SecurityContextImpl(
						withDetails(new OAuth2AuthenticationToken(user, user.getAuthorities(), "github"))),
				OAuth2AuthorizationRequest.authorizationCode()
					.authorizationUri("https://idp.example.com/authorize")
					.clientId("client")
					.redirectUri("https://shop.example.com/login/oauth2/code/idp")
					.scopes(new LinkedHashSet<>(List.of("openid", "email")))
					.state("state=")
					.additionalParameters(Map.of("nonce", "hash"))
					.attributes(Map.of("registration_id", "idp", "nonce", "x", "level", 5L))
					.build(),
				authorizedClient(), new HashMap<>(Map.of("idp", authorizedClient())));
	}

	private static OAuth2AuthorizedClient authorizedClient() {
		ClientRegistration registration = ClientRegistration.withRegistrationId("idp")
			.clientId("client")
			.clientSecret("secret")
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
			.scope("openid")
			.authorizationUri("https://idp.example.com/authorize")
			.tokenUri("https://idp.example.com/token")
			.providerConfigurationMetadata(Map.of("x", 5L))
			.userNameAttributeName("sub")
			.build();
		return new OAuth2AuthorizedClient(registration, "alice",
				new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "access", ISSUED, ISSUED.plusSeconds(60),
						Set.of("openid")),
				new OAuth2RefreshToken("refresh", ISSUED));
	}

	private static java.net.URL url(String text) {
		try {
			return URI.create(text).toURL();
		}
		catch (java.net.MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void addOwn(Map<String, Object> samples) {
		TenantToken token = new TenantToken("alice", "shop", List.of(Role.ADMIN, new Permission("read", 5L)));
		token.setAuthenticated(true);
		token.setDetails(new TenantDetails("10.0.0.1", "session-1", 7L));
		OidcIdToken idToken = new OidcIdToken("jwt", ISSUED, ISSUED.plusSeconds(60),
				Map.of("sub", "alice", "iss", url("https://idp.example.com")));
		JdkSamples.addAll(samples, "own", new SecurityContextImpl(token), Role.ADMIN,
				new TenantUser(List.of(Role.ADMIN), idToken, 5L), new WrappingUser(new User("a", "b", List.of())));
	}

	enum Role implements GrantedAuthority {

		ADMIN;

		@Override
		public String getAuthority() {
			return name();
		}

	}

	record Permission(String authority, Object level) implements GrantedAuthority {

		private static final long serialVersionUID = 1L;

		@Override
		public String getAuthority() {
			return this.authority;
		}

	}

	static final class TenantToken extends AbstractAuthenticationToken {

		private static final long serialVersionUID = 1L;

		private final String principal;

		private final String tenant;

		TenantToken(String principal, String tenant, Collection<? extends GrantedAuthority> authorities) {
			super(authorities);
			this.principal = principal;
			this.tenant = tenant;
		}

		@Override
		public Object getCredentials() {
			return this.tenant;
		}

		@Override
		public Object getPrincipal() {
			return this.principal;
		}

	}

	static final class TenantDetails extends WebAuthenticationDetails {

		private static final long serialVersionUID = 1L;

		private final Long tenant;

		TenantDetails(String remoteAddress, String sessionId, Long tenant) {
			super(remoteAddress, sessionId);
			this.tenant = tenant;
		}

		Long tenant() {
			return this.tenant;
		}

	}

	static final class TenantUser extends DefaultOidcUser {

		private static final long serialVersionUID = 1L;

		private final Long tenant;

		TenantUser(Collection<? extends GrantedAuthority> authorities, OidcIdToken idToken, Long tenant) {
			super(authorities, idToken);
			this.tenant = tenant;
		}

		Long tenant() {
			return this.tenant;
		}

	}

	@SuppressWarnings("serial")
	record WrappingUser(UserDetails user) implements UserDetails {

		@Override
		public Collection<? extends GrantedAuthority> getAuthorities() {
			return this.user.getAuthorities();
		}

		@Override
		public String getPassword() {
			return "never asked";
		}

		@Override
		public String getUsername() {
			return this.user.getUsername();
		}

	}

	record Customer(String username, Long number,
			Collection<? extends GrantedAuthority> authorities) implements UserDetails {

		private static final long serialVersionUID = 1L;

		@Override
		public Collection<? extends GrantedAuthority> getAuthorities() {
			return this.authorities;
		}

		@Override
		public String getPassword() {
			throw new UnsupportedOperationException();
		}

		@Override
		public String getUsername() {
			return this.username;
		}

	}

	static final class Member extends User {

		private static final long serialVersionUID = 1L;

		private final transient String loaded = "loaded";

		@SuppressWarnings("serial")
		private final Shop.Money credit;

		Member(String username, String password, Collection<? extends GrantedAuthority> authorities,
				Shop.Money credit) {
			super(username, password, true, false, true, true, authorities);
			this.credit = credit;
		}

		String loaded() {
			return this.loaded;
		}

		Shop.Money credit() {
			return this.credit;
		}

	}

	static final class ShopClosedException extends AuthenticationException {

		private static final long serialVersionUID = 1L;

		public ShopClosedException(String message) {
			super(message);
		}

	}

	static final class ShopFrozenException extends AuthenticationException {

		private static final long serialVersionUID = 1L;

		final Long orders;

		ShopFrozenException(String message, Long orders, Throwable cause) {
			super(message, cause);
			this.orders = orders;
		}

	}

}
