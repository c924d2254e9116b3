package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.ott.InvalidOneTimeTokenException;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;

import io.github.redissession.SessionToken;
import io.github.redissession.security.AuthorizedClientCodec;
import io.github.redissession.security.EncryptingCodec;
import io.github.redissession.security.KeyRing;
import io.github.redissession.spi.AttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What opens a session or a login is not stored, in no format and at no depth.
 */
class SecretsTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of(SecretsTests.class.getPackageName()),
			SecretsTests.class.getClassLoader());

	private static final String SECRET = "s3cr3t-of-the-client";

	private static final String TOKEN = SessionToken.random().value();

	private static final String SESSION = "fWv_Eh3uqx2PTwyy5fJsLQ";

	static Stream<AttributeCodec> codecs() {
		List<AttributeCodec> codecs = new ArrayList<>();
		for (AttributeFormat format : AttributeFormat.values()) {
			EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
			codecs.add(codec);
			codecs.add(new EnvelopeCodec(SETTINGS.withFormats(format).withCompressionAbove(10)));
			codecs.add(new EncryptingCodec(codec,
					KeyRing.parse(List.of("a:" + Base64.getEncoder().encodeToString(new byte[32]))), "session", true)
				.forSession(SESSION, null));
		}
		return codecs.stream();
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void aSavedRequestKeepsNoCookieAndNoCredentials(AttributeCodec codec) {
		for (SavedRequest saved : List.of(new DefaultSavedRequest(request(), "continue"),
				new SimpleSavedRequest(new DefaultSavedRequest(request(), "continue")))) {
			assertThat(stored(codec, new LinkedHashMap<>(Map.of("inside", saved)))).isInstanceOf(LinkedHashMap.class);
			assertReplays((SavedRequest) stored(codec, saved), saved);
		}
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void aSavedLoginFormKeepsNoPassword(AttributeCodec codec) {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/login");
		request.setQueryString("tab=orders&password=" + SECRET + "&new%50assword=" + SECRET);
		request.addParameter("tab", "orders");
		request.addParameter("username", "alice");
		for (String name : List.of("password", "newPassword", "j_password", "passwd", "passcode")) {
			request.addParameter(name, SECRET);
		}
		for (SavedRequest saved : List.of(new DefaultSavedRequest(request),
				new SimpleSavedRequest(new DefaultSavedRequest(request)))) {
			SavedRequest read = (SavedRequest) stored(codec, saved);
			assertThat(read.getRedirectUrl()).isEqualTo("http://localhost/login?tab=orders");
			assertThat(read.getParameterMap()).containsOnlyKeys("tab", "username");
			assertThat(saved.getParameterValues("password")).as("the request itself").containsExactly(SECRET);
		}
	}

	@Test
	void aSavedRequestOfTheApplicationKeepsItsOwnFields() {
		TenantRequest saved = new TenantRequest(request(), "north");
		TenantRequest read = (TenantRequest) stored(new EnvelopeCodec(SETTINGS.withFormats(AttributeFormat.JDK)),
				saved);
		assertThat(read.tenant).isEqualTo("north");
		assertReplays(read, saved);
	}

	private static void assertReplays(SavedRequest read, SavedRequest saved) {
		assertThat(read.getCookies()).isEmpty();
		assertThat(read.getHeaderNames()).containsExactlyInAnyOrder("Accept", "Accept-Language", "Referer");
		assertThat(read).usingRecursiveComparison().ignoringFields("cookies", "headers").isEqualTo(saved);
		assertThat(read.getRedirectUrl()).isEqualTo("http://localhost/account?tab=orders&continue");
		assertThat(read.getMethod()).isEqualTo("POST");
		assertThat(read.getParameterValues("tab")).containsExactly("orders");
		assertThat(read.getLocales()).containsExactlyElementsOf(saved.getLocales());
		assertThat(saved.getHeaderValues("Cookie")).as("the request itself").hasSize(1);
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void aFailedLoginKeepsNoPasswordAndNoToken(AttributeCodec codec) {
		for (AuthenticationException failure : List.of(new BadCredentialsException("Bad credentials"),
				new InvalidOneTimeTokenException("Invalid token"), new OAuth2AuthenticationException("invalid"),
				new FrozenException("frozen", UsernamePasswordAuthenticationToken.unauthenticated("joe", SECRET)))) {
			failure.setAuthenticationRequest(UsernamePasswordAuthenticationToken.unauthenticated("joe", SECRET));
			AuthenticationException read = (AuthenticationException) stored(codec, failure);
			assertThat(read.getAuthenticationRequest()).isNull();
			assertThat(read).hasSameClassAs(failure).hasMessage(failure.getMessage());
			assertThat(failure.getAuthenticationRequest()).as("the failure itself").isNotNull();
			stored(codec, new ArrayList<>(List.of(failure)));
		}
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void aSwitchedUserKeepsNoPassword(AttributeCodec codec) {
		User user = new User("bob", SECRET, List.of(new SimpleGrantedAuthority("ROLE_USER")));
		UsernamePasswordAuthenticationToken login = UsernamePasswordAuthenticationToken.authenticated(user,
				user.getPassword(), List.of(new SwitchUserGrantedAuthority("ROLE_PREVIOUS_ADMINISTRATOR",
						UsernamePasswordAuthenticationToken.authenticated("admin", null, List.of()))));
		SecurityContextImpl read = (SecurityContextImpl) stored(codec, new SecurityContextImpl(login));
		assertThat(read.getAuthentication().getPrincipal()).isEqualTo(user);
		assertThat(read.getAuthentication().getAuthorities()).isEqualTo(login.getAuthorities());
		assertThat(login.getCredentials()).as("the login itself").isEqualTo(SECRET);
		assertThat(user.getPassword()).isEqualTo(SECRET);
	}

	@ParameterizedTest
	@MethodSource("codecs")
	@SuppressWarnings("removal")
	void aOneTimeTokenIsNotKept(AttributeCodec codec) {
		OneTimeTokenAuthenticationToken read = (OneTimeTokenAuthenticationToken) stored(codec,
				OneTimeTokenAuthenticationToken.unauthenticated("joe", SECRET));
		assertThat(read.getPrincipal()).isEqualTo("joe");
		assertThat(read.getTokenValue()).isNull();
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void anAuthorizedClientKeepsNoSecretOfTheClient(AttributeCodec codec) {
		ClientRegistration registration = ClientRegistration.withRegistrationId("idp")
			.clientId("shop")
			.clientSecret(SECRET)
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.tokenUri("https://idp.example.com/token")
			.build();
		OAuth2AuthorizedClient client = new OAuth2AuthorizedClient(registration, "alice",
				new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "access", Instant.EPOCH, Instant.MAX));
		HashMap<String, Object> clients = new HashMap<>(Map.of("idp", client));
		assertThat(((OAuth2AuthorizedClient) stored(codec, client)).getClientRegistration().getClientSecret())
			.isEmpty();
		assertThat(stored(codec, clients)).isInstanceOf(HashMap.class);
		String name = HttpSessionOAuth2AuthorizedClientRepository.class.getName() + ".AUTHORIZED_CLIENTS";
		AttributeCodec configured = new AuthorizedClientCodec(codec, Map.of("idp", registration)::get);
		byte[] bytes = configured.encode(name, clients);
		Map<?, ?> read = (Map<?, ?>) configured.decode(name, bytes);
		assertThat(((OAuth2AuthorizedClient) read.get("idp")).getClientRegistration()).isSameAs(registration);
		if (codec instanceof EnvelopeCodec) {
			assertThat(configured.encode(name, read, bytes)).as("unchanged").isSameAs(bytes);
		}
		Map<?, ?> gone = (Map<?, ?>) new AuthorizedClientCodec(codec, (id) -> null).decode(name, bytes);
		assertThat(((OAuth2AuthorizedClient) gone.get("idp")).getClientRegistration().getClientSecret()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void whatWasStoredWithSecretsLosesThem(AttributeCodec codec) {
		byte[] golden = ("{\"@org.springframework.security.web.savedrequest.DefaultSavedRequest\":{\"cookies\":[{\"name\":"
				+ "\"SESSION\",\"value\":\"" + TOKEN
				+ "\",\"domain\":null,\"maxAge\":-1,\"path\":null,\"secure\":false}],"
				+ "\"locales\":[\"de-DE\"],\"headers\":{\"@TreeMap:ignoreCase\":{\"Cookie\":[\"SESSION=" + TOKEN
				+ "\"]}},\"parameters\":{\"@TreeMap\":{}},\"contextPath\":\"\",\"method\":\"GET\",\"pathInfo\":null,"
				+ "\"queryString\":null,\"requestURI\":\"/a\",\"requestURL\":\"http://localhost/a\",\"scheme\":\"http\","
				+ "\"serverName\":\"localhost\",\"servletPath\":\"/a\",\"serverPort\":80}}")
			.getBytes(StandardCharsets.UTF_8);
		SavedRequest read = (SavedRequest) codec.decode("a", golden);
		assertThat(read.getCookies()).isEmpty();
		assertThat(read.getHeaderNames()).isEmpty();
		assertThat(readable(codec, codec.encode("a", read, golden))).doesNotContain(TOKEN);
	}

	private static MockHttpServletRequest request() {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/account");
		request.setServletPath("/account");
		request.setQueryString("tab=orders");
		request.addParameter("tab", "orders");
		request.addHeader("Accept", "text/html");
		request.addHeader("Referer", "https://example.com/");
		for (String name : List.of("Authorization", "PROXY-AUTHORIZATION", "x-auth-token", "Proxy-Secret", "X-Api-Key",
				"X-Forwarded-Access-Token")) {
			request.addHeader(name, SECRET);
		}
		request.addHeader("X-Shop", TOKEN);
		request.setCookies(new Cookie("SESSION", TOKEN), new Cookie("remember-me", SECRET));
		request.addPreferredLocale(Locale.GERMANY);
		return request;
	}

	/**
	 * Stores a value twice, the second time without the check of a new class, and returns
	 * what is read.
	 */
	private static Object stored(AttributeCodec codec, Object value) {
		codec.encode("a", value);
		byte[] bytes = codec.encode("a", value);
		assertThat(readable(codec, bytes)).doesNotContain(SECRET).doesNotContain(TOKEN);
		assertThat(readable(codec, codec.encode("a", value, bytes))).doesNotContain(SECRET).doesNotContain(TOKEN);
		Object read = codec.decode("a", bytes);
		assertThat(read).hasSameClassAs(value);
		return read;
	}

	/**
	 * Returns the bytes without compression and encryption, by which any text would be
	 * hidden.
	 */
	private static String readable(AttributeCodec codec, byte[] bytes) {
		byte[] value = (codec instanceof EnvelopeCodec) ? bytes : decrypted(bytes);
		return new String(Compression.expand(value), StandardCharsets.ISO_8859_1);
	}

	private static byte[] decrypted(byte[] bytes) {
		Recorder recorder = new Recorder();
		new EncryptingCodec(recorder, KeyRing.parse(List.of("a:" + Base64.getEncoder().encodeToString(new byte[32]))),
				"session", false)
			.forSession(SESSION, null)
			.decode("a", bytes);
		return recorder.decoded.get(0);
	}

	static final class TenantRequest extends DefaultSavedRequest {

		private static final long serialVersionUID = 1L;

		private final String tenant;

		TenantRequest(MockHttpServletRequest request, String tenant) {
			super(request, "continue");
			this.tenant = tenant;
		}

		@Override
		public String toString() {
			return this.tenant;
		}

	}

	static final class FrozenException extends AuthenticationException {

		private static final long serialVersionUID = 1L;

		private final UsernamePasswordAuthenticationToken login;

		FrozenException(String message, UsernamePasswordAuthenticationToken login) {
			super(message);
			this.login = login;
		}

		UsernamePasswordAuthenticationToken login() {
			return this.login;
		}

	}

	private static final class Recorder implements AttributeCodec {

		private final List<byte[]> decoded = Collections.synchronizedList(new ArrayList<>());

		@Override
		public byte[] encode(String name, Object value) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object decode(String name, byte[] bytes) {
			this.decoded.add(bytes);
			return "";
		}

	}

}
