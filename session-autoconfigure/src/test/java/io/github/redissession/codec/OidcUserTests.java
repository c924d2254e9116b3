package io.github.redissession.codec;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2UserAuthority;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user of an OIDC or OAuth 2 login comes back equal to himself, with the claims as
 * Spring Security has converted them.
 */
class OidcUserTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of("com.example"),
			OidcUserTests.class.getClassLoader());

	static List<Object> users() {
		Instant now = Instant.parse("2026-11-30T10:15:30.123456789Z");
		URL issuer = issuer();
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("iss", issuer);
		claims.put("sub", "alice");
		claims.put("aud", new ArrayList<>(List.of("shop")));
		claims.put("iat", now);
		claims.put("exp", now.plusSeconds(300));
		claims.put("auth_time", now);
		claims.put("nonce", "n");
		claims.put("email_verified", true);
		claims.put("level", 5L);
		claims.put("address", new HashMap<>(Map.of("country", "DE", "lines", List.of("a", "b"))));
		OidcIdToken token = new OidcIdToken("a.b.c", now, now.plusSeconds(300), claims);
		OidcUserInfo info = new OidcUserInfo(Map.of("sub", "alice", "name", "Alice", "updated_at", now));
		OidcUserAuthority authority = new OidcUserAuthority(token, info);
		OidcUserAuthority plain = new OidcUserAuthority(token);
		OAuth2UserAuthority oauth2 = new OAuth2UserAuthority(new LinkedHashMap<>(claims));
		List<GrantedAuthority> authorities = List.of(authority, new SimpleGrantedAuthority("SCOPE_openid"),
				FactorGrantedAuthority.withAuthority("FACTOR_AUTHORIZATION_CODE").issuedAt(now).build());
		DefaultOidcUser user = new DefaultOidcUser(authorities, token, info);
		DefaultOAuth2User other = new DefaultOAuth2User(List.of(oauth2), claims, "sub");
		return List.of(token, info, authority, plain, oauth2, user, new DefaultOidcUser(authorities, token), other,
				new SecurityContextImpl(new OAuth2AuthenticationToken(user, authorities, "shop")),
				new SecurityContextImpl(new OAuth2AuthenticationToken(other, other.getAuthorities(), "shop")));
	}

	private static URL issuer() {
		try {
			return URI.create("https://idp.invalid/realms/shop").toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@EnumSource
	void comesBackEqualToItself(AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
		for (Object user : users()) {
			Object read = codec.decode("a", codec.encode("a", user));
			assertThat(read).isExactlyInstanceOf(user.getClass()).isEqualTo(user).hasSameHashCodeAs(user);
			assertThat(user).isEqualTo(read);
		}
	}

}
