package io.github.redissession.codec;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.introspection.OAuth2IntrospectionAuthenticatedPrincipal;
import org.springframework.security.web.webauthn.api.AttestationConveyancePreference;
import org.springframework.security.web.webauthn.api.AuthenticatorAttachment;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredProtectAuthenticationExtensionsClientInput;
import org.springframework.security.web.webauthn.api.CredProtectAuthenticationExtensionsClientInput.CredProtect;
import org.springframework.security.web.webauthn.api.ImmutableAuthenticationExtensionsClientInput;
import org.springframework.security.web.webauthn.api.ImmutableAuthenticationExtensionsClientInputs;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialDescriptor;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialParameters;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthentication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The options and the login of passkeys, and the logins of resource servers, come back in
 * every format with no class allowed.
 */
class PasskeyTests {

	private static final Instant ISSUED = Instant.parse("2026-11-21T10:15:30.123456789Z");

	private static final PublicKeyCredentialDescriptor DESCRIPTOR = PublicKeyCredentialDescriptor.builder()
		.id(new Bytes(new byte[] { 1, 2, 3 }))
		.transports(AuthenticatorTransport.USB, AuthenticatorTransport.INTERNAL)
		.build();

	private static final PublicKeyCredentialUserEntity USER = ImmutablePublicKeyCredentialUserEntity.builder()
		.name("joe")
		.id(new Bytes(new byte[] { 4, 5 }))
		.displayName("Joe")
		.build();

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void theOptionsOfAPasskeyComeBack(AttributeFormat format) {
		PublicKeyCredentialCreationOptions creation = creation();
		PublicKeyCredentialCreationOptions read = assertComesBack(format, creation);
		assertThat(read.getPubKeyCredParams().get(0).getAlg()).extracting("value")
			.isEqualTo(-7L);
		PublicKeyCredentialRequestOptions request = PublicKeyCredentialRequestOptions.builder()
			.challenge(new Bytes(new byte[32]))
			.rpId("example.com")
			.timeout(Duration.ofMinutes(5))
			.allowCredentials(List.of(DESCRIPTOR))
			.userVerification(UserVerificationRequirement.PREFERRED)
			.extensions(new ImmutableAuthenticationExtensionsClientInputs(new ArrayList<>()))
			.build();
		assertThat(assertComesBack(format, request).getUserVerification())
			.isEqualTo(UserVerificationRequirement.PREFERRED);
	}

	private static PublicKeyCredentialCreationOptions creation() {
		return PublicKeyCredentialCreationOptions.builder()
			.rp(PublicKeyCredentialRpEntity.builder().id("example.com").name("Shop").build())
			.user(USER)
			.challenge(new Bytes(new byte[32]))
			.pubKeyCredParams(PublicKeyCredentialParameters.ES256, PublicKeyCredentialParameters.RS256)
			.timeout(Duration.ofMinutes(5))
			.excludeCredentials(List.of(DESCRIPTOR))
			.authenticatorSelection(AuthenticatorSelectionCriteria.builder()
				.authenticatorAttachment(AuthenticatorAttachment.PLATFORM)
				.residentKey(ResidentKeyRequirement.REQUIRED)
				.userVerification(UserVerificationRequirement.REQUIRED)
				.build())
			.attestation(AttestationConveyancePreference.NONE)
			.extensions(new ImmutableAuthenticationExtensionsClientInputs(
					ImmutableAuthenticationExtensionsClientInput.credProps,
					new CredProtectAuthenticationExtensionsClientInput(
							new CredProtect(CredProtect.ProtectionPolicy.USER_VERIFICATION_REQUIRED, true))))
			.build();
	}

	@ParameterizedTest
	@EnumSource(value = AttributeFormat.class, names = "JDK", mode = EnumSource.Mode.EXCLUDE)
	void constantsComeBackAsTheyAre(AttributeFormat format) {
		PublicKeyCredentialCreationOptions read = assertComesBack(format, creation());
		assertThat(read.getAuthenticatorSelection().getResidentKey()).isSameAs(ResidentKeyRequirement.REQUIRED);
		assertThat(read.getAttestation()).isSameAs(AttestationConveyancePreference.NONE);
		assertThat(read.getPubKeyCredParams().get(0)).isSameAs(PublicKeyCredentialParameters.ES256);
		assertThat(read.getExcludeCredentials().get(0).getTransports().iterator().next())
			.isIn(AuthenticatorTransport.USB, AuthenticatorTransport.INTERNAL);
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void aLoginByPasskeyComesBack(AttributeFormat format) {
		assertComesBack(format, new SecurityContextImpl(new WebAuthnAuthentication(USER,
				List.of(FactorGrantedAuthority.withAuthority("FACTOR_WEBAUTHN").issuedAt(ISSUED).build()))));
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void theLoginsOfAResourceServerComeBack(AttributeFormat format) {
		Jwt jwt = Jwt.withTokenValue("a.b.c")
			.header("alg", "RS256")
			.subject("joe")
			.issuedAt(ISSUED)
			.expiresAt(ISSUED.plusNanos(61_000_000_001L))
			.claim("level", 5L)
			.build();
		JwtAuthenticationToken read = (JwtAuthenticationToken) assertComesBack(format, new SecurityContextImpl(
				new JwtAuthenticationToken(jwt, AuthorityUtils.createAuthorityList("SCOPE_a"), "joe")))
			.getAuthentication();
		assertThat(read.getToken().getIssuedAt()).isEqualTo(ISSUED);
		assertThat(read.getToken().getClaims()).isEqualTo(jwt.getClaims());
		OAuth2AccessToken token = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "opaque", ISSUED,
				ISSUED.plusNanos(1), Set.of("a"));
		Map<String, Object> attributes = new LinkedHashMap<>(Map.of("sub", "joe", "exp", ISSUED));
		for (var principal : List.of(
				new DefaultOAuth2AuthenticatedPrincipal("joe", attributes, AuthorityUtils.createAuthorityList("SCOPE_a")),
				new OAuth2IntrospectionAuthenticatedPrincipal("joe", attributes,
						AuthorityUtils.createAuthorityList("SCOPE_a")))) {
			assertComesBack(format, new SecurityContextImpl(
					new BearerTokenAuthentication(principal, token, AuthorityUtils.createAuthorityList("SCOPE_a"))));
		}
		assertComesBack(format, new BearerTokenError("invalid_token", HttpStatus.UNAUTHORIZED, "expired", null, "a"));
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void theFailuresOfAResourceServerComeBack(AttributeFormat format) {
		EnvelopeCodec codec = codec(format);
		for (Exception failure : List.of(new InvalidBearerTokenException("expired", new BadJwtException("bad")),
				new BadJwtException("bad"))) {
			Exception read = (Exception) codec.decode("a", codec.encode("a", failure));
			assertThat(read).hasSameClassAs(failure).hasMessage(failure.getMessage());
		}
	}

	private static EnvelopeCodec codec(AttributeFormat format) {
		return new EnvelopeCodec(CodecSettings.of(List.of(), PasskeyTests.class.getClassLoader()).withFormats(format));
	}

	@SuppressWarnings("unchecked")
	private static <T> T assertComesBack(AttributeFormat format, T value) {
		EnvelopeCodec codec = codec(format);
		codec.encode("a", value);
		Object read = codec.decode("a", codec.encode("a", value));
		assertThat(read).hasSameClassAs(value).usingRecursiveComparison().isEqualTo(value);
		return (T) read;
	}

}
