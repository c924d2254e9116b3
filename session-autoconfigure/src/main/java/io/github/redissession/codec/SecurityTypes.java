package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.jackson.SecurityJacksonModule;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.module.SimpleModule;

/**
 * Spring Security's types and how they are written; this class is loaded only if Spring
 * Security is on the class path.
 * <p>
 * Its own modules are used, except for tokens that they do not restore exactly: they turn
 * the details of a pre-authenticated token into a tree, and credentials into text.
 */
final class SecurityTypes {

	static final String PREFIX = "org.springframework.security.";

	/** An enum, the status of a failed login with a bearer token. */
	private static final String STATUS = "org.springframework.http.HttpStatus";

	/** The base types of all values in Spring Security. */
	private static final List<String> ROOTS = List.of("core.Authentication", "core.AuthenticatedPrincipal",
			"core.AuthenticationException", "core.GrantedAuthority", "core.context.SecurityContext",
			"core.userdetails.UserDetails", "web.authentication.WebAuthenticationDetails", "web.csrf.CsrfToken",
			"web.savedrequest.SavedCookie", "web.savedrequest.SavedRequest", "web.server.csrf.CsrfToken",
			"oauth2.core.OAuth2Token", "oauth2.core.OAuth2Error", "oauth2.core.OAuth2AccessToken$TokenType",
			"oauth2.core.AuthenticationMethod", "oauth2.core.AuthorizationGrantType",
			"oauth2.core.ClientAuthenticationMethod", "oauth2.core.endpoint.OAuth2AuthorizationRequest",
			"oauth2.core.endpoint.OAuth2AuthorizationResponseType", "oauth2.core.oidc.OidcUserInfo",
			"oauth2.client.OAuth2AuthorizedClient", "oauth2.client.registration.ClientRegistration",
			"oauth2.client.registration.ClientRegistration$ProviderDetails",
			"oauth2.client.registration.ClientRegistration$ProviderDetails$UserInfoEndpoint",
			"oauth2.client.registration.ClientRegistration$ClientSettings", "saml2.core.Saml2Error",
			"saml2.provider.service.authentication.AbstractSaml2AuthenticationRequest",
			"saml2.provider.service.authentication.Saml2ResponseAssertionAccessor",
			"web.webauthn.api.AttestationConveyancePreference", "web.webauthn.api.AuthenticationExtensionsClientInput",
			"web.webauthn.api.AuthenticationExtensionsClientInputs", "web.webauthn.api.AuthenticatorAttachment",
			"web.webauthn.api.AuthenticatorSelectionCriteria", "web.webauthn.api.AuthenticatorTransport",
			"web.webauthn.api.Bytes", "web.webauthn.api.COSEAlgorithmIdentifier",
			"web.webauthn.api.CredProtectAuthenticationExtensionsClientInput$CredProtect",
			"web.webauthn.api.CredProtectAuthenticationExtensionsClientInput$CredProtect$ProtectionPolicy",
			"web.webauthn.api.PublicKeyCredentialCreationOptions", "web.webauthn.api.PublicKeyCredentialDescriptor",
			"web.webauthn.api.PublicKeyCredentialParameters", "web.webauthn.api.PublicKeyCredentialRequestOptions",
			"web.webauthn.api.PublicKeyCredentialRpEntity", "web.webauthn.api.PublicKeyCredentialType",
			"web.webauthn.api.PublicKeyCredentialUserEntity", "web.webauthn.api.ResidentKeyRequirement",
			"web.webauthn.api.UserVerificationRequirement");

	private static final Map<String, Class<?>> MIXINS = Map.of(
			"org.springframework.security.authentication.UsernamePasswordAuthenticationToken", TokenMixin.class,
			"org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken",
			TokenMixin.class, "org.springframework.security.authentication.ott.OneTimeTokenAuthentication",
			CredentialLessTokenMixin.class,
			"org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken", OneTimeTokenMixin.class,
			"org.springframework.security.web.savedrequest.SimpleSavedRequest", SimpleSavedRequestMixin.class);

	private final ClassLoader loader;

	private final Set<Class<?>> roots;

	SecurityTypes(ClassLoader loader) {
		this.loader = loader;
		this.roots = Set.copyOf(ROOTS.stream().flatMap((name) -> present(PREFIX + name).stream()).toList());
	}

	static boolean isName(String name) {
		return name.startsWith(PREFIX);
	}

	/**
	 * Returns whether a class of this name may be loaded so that it can be checked.
	 */
	static boolean isLoadable(String name) {
		return isName(name) || name.equals(STATUS);
	}

	boolean isAllowed(Class<?> type) {
		return type.getName().equals(STATUS) || isName(type.getName()) && (Throwable.class.isAssignableFrom(type)
				|| this.roots.stream().anyMatch((root) -> root.isAssignableFrom(type)));
	}

	List<JacksonModule> modules() {
		List<JacksonModule> modules = new ArrayList<>();
		// The last one only enables a default typing of its own.
		SecurityJacksonModules.getModules(this.loader)
			.stream()
			.filter(SecurityJacksonModule.class::isInstance)
			.forEach(modules::add);
		SimpleModule own = new SimpleModule(SecurityTypes.class.getName());
		MIXINS.forEach((name, mixin) -> present(name).forEach((type) -> own.setMixInAnnotation(type, mixin)));
		modules.add(own);
		return modules;
	}

	List<StandIn> standIns(AllowedTypes allowed, FailureFactory failures) {
		List<StandIn> standIns = new ArrayList<>();
		standIns.add(new ForeignLoginFailures(allowed, failures));
		standIns.add(new LoginFailureSecrets(failures));
		if (!present(PREFIX + "web.savedrequest.DefaultSavedRequest").isEmpty()) {
			standIns.add(new SavedRequestSecrets());
			standIns.add(new LoginSecrets());
		}
		standIns.add(new ClientSecrets());
		return standIns;
	}

	private Collection<Class<?>> present(String name) {
		try {
			return List.of(ClassUtils.forName(name, this.loader));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return List.of();
		}
	}

	/**
	 * A token with a principal and credentials.
	 */
	@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE,
			isGetterVisibility = Visibility.NONE)
	abstract static class TokenMixin {

		@JsonCreator
		TokenMixin(@JsonProperty("principal") Object principal, @JsonProperty("credentials") Object credentials,
				@JsonProperty("authorities") Collection<? extends GrantedAuthority> authorities) {
		}

	}

	/**
	 * A token with a principal only.
	 */
	@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE,
			isGetterVisibility = Visibility.NONE)
	abstract static class CredentialLessTokenMixin {

		@JsonCreator
		CredentialLessTokenMixin(@JsonProperty("principal") Object principal,
				@JsonProperty("authorities") Collection<? extends GrantedAuthority> authorities) {
		}

	}

	/**
	 * The request for a login with a one-time token.
	 */
	@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE,
			isGetterVisibility = Visibility.NONE)
	abstract static class OneTimeTokenMixin {

		@JsonCreator
		OneTimeTokenMixin(@JsonProperty("principal") Object principal, @JsonProperty("tokenValue") String tokenValue) {
		}

	}

	/**
	 * A saved request, whose cookies are never stored.
	 */
	@JsonIgnoreProperties("cookies")
	abstract static class SimpleSavedRequestMixin {

	}

}
