package io.github.redissession.codec;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
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

/**
 * What passkeys and resource servers put into a session.
 */
final class PasskeySamples {

	static final Instant ISSUED = Instant.parse("2026-11-21T10:15:30.123456789Z");

	static final PublicKeyCredentialDescriptor DESCRIPTOR = PublicKeyCredentialDescriptor.builder()
		.id(new Bytes(new byte[] { 1, 2, 3 }))
		.transports(AuthenticatorTransport.USB, AuthenticatorTransport.INTERNAL)
		.build();

	static final PublicKeyCredentialUserEntity USER = ImmutablePublicKeyCredentialUserEntity.builder()
		.name("joe")
		.id(new Bytes(new byte[] { 4, 5 }))
		.displayName("Joe")
		.build();

	private PasskeySamples() {
	}

	static void addAll(Map<String, Object> samples) {
		JdkSamples.addAll(samples, "passkey", creation(), request(), login(), new SecurityContextImpl(jwt()));
	}

	static PublicKeyCredentialCreationOptions creation() {
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

	static PublicKeyCredentialRequestOptions request() {
		return PublicKeyCredentialRequestOptions.builder()
			.challenge(new Bytes(new byte[32]))
			.rpId("example.com")
			.timeout(Duration.ofMinutes(5))
			.allowCredentials(List.of(DESCRIPTOR))
			.userVerification(UserVerificationRequirement.PREFERRED)
			.extensions(new ImmutableAuthenticationExtensionsClientInputs(new ArrayList<>()))
			.build();
	}

	static SecurityContextImpl login() {
		return new SecurityContextImpl(new WebAuthnAuthentication(USER,
				List.of(FactorGrantedAuthority.withAuthority("FACTOR_WEBAUTHN").issuedAt(ISSUED).build())));
	}

	static JwtAuthenticationToken jwt() {
		Jwt jwt = Jwt.withTokenValue("a.b.c")
			.header("alg", "RS256")
			.subject("joe")
			.issuedAt(ISSUED)
			.expiresAt(ISSUED.plusNanos(61_000_000_001L))
			.claim("level", 5L)
			.build();
		return new JwtAuthenticationToken(jwt, AuthorityUtils.createAuthorityList("SCOPE_a"), "joe");
	}

}
