package io.github.redissession.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.introspection.OAuth2IntrospectionAuthenticatedPrincipal;
import org.springframework.security.web.webauthn.api.AttestationConveyancePreference;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialParameters;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The options and the login of passkeys, and the logins of resource servers, come back in
 * every format with no class allowed.
 */
class PasskeyTests {

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void theOptionsOfAPasskeyComeBack(AttributeFormat format) {
		PublicKeyCredentialCreationOptions read = assertComesBack(format, PasskeySamples.creation());
		assertThat(read.getPubKeyCredParams().get(0).getAlg()).extracting("value").isEqualTo(-7L);
		PublicKeyCredentialRequestOptions request = PasskeySamples.request();
		assertThat(assertComesBack(format, request).getUserVerification())
			.isEqualTo(UserVerificationRequirement.PREFERRED);
	}

	@ParameterizedTest
	@EnumSource(value = AttributeFormat.class, names = "JDK", mode = EnumSource.Mode.EXCLUDE)
	void constantsComeBackAsTheyAre(AttributeFormat format) {
		PublicKeyCredentialCreationOptions read = assertComesBack(format, PasskeySamples.creation());
		assertThat(read.getAuthenticatorSelection().getResidentKey()).isSameAs(ResidentKeyRequirement.REQUIRED);
		assertThat(read.getAttestation()).isSameAs(AttestationConveyancePreference.NONE);
		assertThat(read.getPubKeyCredParams().get(0)).isSameAs(PublicKeyCredentialParameters.ES256);
		assertThat(read.getExcludeCredentials().get(0).getTransports().iterator().next())
			.isIn(AuthenticatorTransport.USB, AuthenticatorTransport.INTERNAL);
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void aLoginByPasskeyComesBack(AttributeFormat format) {
		assertComesBack(format, PasskeySamples.login());
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void theLoginsOfAResourceServerComeBack(AttributeFormat format) {
		JwtAuthenticationToken token = PasskeySamples.jwt();
		JwtAuthenticationToken read = (JwtAuthenticationToken) assertComesBack(format, new SecurityContextImpl(token))
			.getAuthentication();
		assertThat(read.getToken().getIssuedAt()).isEqualTo(PasskeySamples.ISSUED);
		assertThat(read.getToken().getClaims()).isEqualTo(token.getToken().getClaims());
		OAuth2AccessToken opaque = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "opaque",
				PasskeySamples.ISSUED, PasskeySamples.ISSUED.plusNanos(1), Set.of("a"));
		Map<String, Object> attributes = new LinkedHashMap<>(Map.of("sub", "joe", "exp", PasskeySamples.ISSUED));
		for (var principal : List.of(
				new DefaultOAuth2AuthenticatedPrincipal("joe", attributes,
						AuthorityUtils.createAuthorityList("SCOPE_a")),
				new OAuth2IntrospectionAuthenticatedPrincipal("joe", attributes,
						AuthorityUtils.createAuthorityList("SCOPE_a")))) {
			assertComesBack(format, new SecurityContextImpl(
					new BearerTokenAuthentication(principal, opaque, AuthorityUtils.createAuthorityList("SCOPE_a"))));
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
