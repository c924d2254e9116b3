package io.github.redissession.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Walks through every login of Spring Security and looks in all of Redis, after each
 * request, for what would open the session or the login.
 */
class SecretsIT {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start();

	private static final String CLIENTS = "attr:org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository.AUTHORIZED_CLIENTS";

	private static final String REQUEST = "attr:org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizationRequestRepository.AUTHORIZATION_REQUEST";

	private static final String ACCESS_TOKEN = "acc3ss-token-of-the-provider";

	private static final String REFRESH_TOKEN = "refr3sh-token-of-the-provider";

	private static final List<String> VERIFIERS = new CopyOnWriteArrayList<>();

	private static HttpServer provider;

	@BeforeAll
	static void startProvider() throws IOException {
		provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		provider.createContext("/token", (exchange) -> {
			String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			VERIFIERS.add(parameter(form, "code_verifier"));
			answer(exchange, "{\"access_token\":\"" + ACCESS_TOKEN + "\",\"refresh_token\":\"" + REFRESH_TOKEN
					+ "\",\"token_type\":\"Bearer\",\"expires_in\":60}");
		});
		provider.createContext("/user", (exchange) -> answer(exchange, "{\"sub\":\"carol\"}"));
		provider.start();
	}

	private static void answer(HttpExchange exchange, String json) throws IOException {
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@AfterAll
	static void stopProvider() {
		provider.stop(0);
	}

	@ParameterizedTest
	@CsvSource({ "json, 16MB", "smile, 64B", "cbor, 16MB", "jdk, 16MB", "jdk, 64B" })
	void nothingThatOpensASessionOrALoginIsStored(String format, String compressAbove) {
		redis.flush();
		try (ConfigurableApplicationContext site = FlowSite.start(SecretsSite.class, redis.springProperties(),
				"redis-session.codec.format=" + format, "redis-session.codec.compress-above=" + compressAbove,
				"test.provider=http://127.0.0.1:" + provider.getAddress().getPort())) {
			Walk walk = new Walk(site);
			walk.failedLogins();
			walk.rememberedLogin();
			walk.secondFactor();
			walk.switchedUser();
			walk.client();
			assertThat(walk.fields).contains("attr:SPRING_SECURITY_CONTEXT", "attr:SPRING_SECURITY_SAVED_REQUEST",
					"attr:SPRING_SECURITY_LAST_EXCEPTION", CLIENTS, REQUEST);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "json", "jdk" })
	void nothingOfAReactiveSiteOpensASessionOrALogin(String format) {
		redis.flush();
		try (ConfigurableApplicationContext site = FlowSite.start(FlowSite.Reactive.class, redis.springProperties(),
				"redis-session.codec.format=" + format)) {
			Walk walk = new Walk(site);
			walk.secrets.add("reactive-mist4ke");
			walk.get("/form");
			walk.get("/private/value?tab=orders");
			walk.post("/login", Map.of("username", "alice", "password", "reactive-mist4ke"));
			walk.post("/login", Map.of("username", "alice", "password", "password"));
			assertThat(walk.get("/private/value").statusCode()).isEqualTo(200);
			assertThat(walk.fields).contains("attr:SPRING_SECURITY_CONTEXT", "attr:SPRING_SECURITY_SAVED_REQUEST");
		}
	}

	private static String parameter(String query, String name) {
		Matcher matcher = Pattern.compile("(?:^|[?&])" + name + "=([^&]*)").matcher(query);
		assertThat(matcher.find()).as(name + " in " + query).isTrue();
		return URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8);
	}

	private static String inflated(byte[] value) {
		if (value.length == 0 || value[0] != 5) {
			return new String(value, StandardCharsets.ISO_8859_1);
		}
		try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(value, 1, value.length - 1),
				new Inflater(true))) {
			return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A walk of one browser through a site, which dumps Redis after every request.
	 */
	private static final class Walk {

		private final Browser browser = new Browser();

		private final ConfigurableApplicationContext site;

		private final String address;

		private final Set<String> secrets = new LinkedHashSet<>(
				List.of(SecretsSite.PASSWORD, SecretsSite.OTHER_PASSWORD, "mist4ke-of-alice", "wr0ng-one-time-token"));

		private final Set<String> fields = new LinkedHashSet<>();

		Walk(ConfigurableApplicationContext site) {
			this.site = site;
			this.address = "http://127.0.0.1:" + site.getEnvironment().getProperty("local.server.port");
		}

		void failedLogins() {
			get("/form");
			get("/private/value?tab=orders");
			assertThat(login("mist4ke-of-alice").headers().firstValue("Location"))
				.hasValue(this.address + "/login?error");
			HttpResponse<String> frozen = post("/login", Map.of("username", "frozen", "password", "mist4ke-of-alice"));
			assertThat(frozen.headers().firstValue("Location")).hasValue(this.address + "/login?error");
			assertThat(get("/failure").body()).isEqualTo("The account is frozen until 2026-12-01");
			post("/login/ott", Map.of("token", "wr0ng-one-time-token"));
		}

		void rememberedLogin() {
			HttpResponse<String> answer = post("/login",
					Map.of("username", "alice", "password", SecretsSite.PASSWORD, "remember-me", "on"));
			assertThat(answer.headers().firstValue("Location").orElse("")).contains("/private/value?tab=orders");
			assertThat(get("/private/value?tab=orders").body()).isEqualTo("alice");
			this.browser.setCookie("SESSION", "lost");
			assertThat(get("/private/value").body()).isEqualTo("alice");
			assertThat(get("/full/value").statusCode()).isEqualTo(302);
			assertThat(this.browser.cookie("remember-me")).isNotNull();
			login(SecretsSite.PASSWORD);
			assertThat(get("/full/value").body()).isEqualTo("alice");
		}

		void secondFactor() {
			assertThat(get("/second/value?tab=2").statusCode()).isEqualTo(302);
			post("/ott/generate", Map.of("username", "alice"));
			String token = Objects.requireNonNull(this.site.getBean(SecretsSite.Mail.class).token());
			this.secrets.add(token);
			get("/second/value?tab=3");
			HttpResponse<String> answer = post("/login/ott", Map.of("token", token));
			assertThat(answer.headers().firstValue("Location").orElse("")).contains("/second/value?tab=3");
			assertThat(get("/second/value?tab=3").body()).isEqualTo("alice");
		}

		void switchedUser() {
			post("/login/impersonate", Map.of("username", "bob"));
			assertThat(get("/private/value").body()).isEqualTo("bob");
			post("/logout/impersonate", Map.of());
		}

		void client() {
			post("/logout", Map.of());
			get("/private/value?tab=client");
			String location = get("/oauth2/authorization/idp").headers().firstValue("Location").orElseThrow();
			get("/login/oauth2/code/idp?code=c0de-of-the-provider&state="
					+ URLEncoder.encode(parameter(location, "state"), StandardCharsets.UTF_8));
			assertThat(get("/private/value").body()).isEqualTo("carol");
			assertThat(VERIFIERS).isNotEmpty();
			check();
		}

		private HttpResponse<String> login(String password) {
			return post("/login", Map.of("username", "alice", "password", password));
		}

		HttpResponse<String> get(String path) {
			return checked(this.browser.get(URI.create(this.address + path)));
		}

		HttpResponse<String> post(String path, Map<String, String> form) {
			return checked(this.browser.post(URI.create(this.address + path), form));
		}

		private HttpResponse<String> checked(HttpResponse<String> answer) {
			assertThat(answer.statusCode()).as(answer.uri().getPath()).isLessThan(500);
			for (String cookie : List.of("SESSION", "remember-me")) {
				String value = this.browser.cookie(cookie);
				if (value != null && value.length() > 10) {
					this.secrets.add(value);
				}
			}
			check();
			return answer;
		}

		private void check() {
			dump().forEach((place, content) -> {
				String field = place.substring(place.indexOf(' ') + 1);
				this.fields.add(field);
				for (String secret : secretsOutside(field)) {
					for (String form : forms(secret)) {
						assertThat(content.contains(form)).as("a secret in %s: %s", place, secret).isFalse();
					}
				}
			});
		}

		private List<String> secretsOutside(String field) {
			List<String> all = new ArrayList<>(this.secrets);
			all.add(SecretsSite.CLIENT_SECRET);
			if (!field.equals(CLIENTS)) {
				all.addAll(List.of(ACCESS_TOKEN, REFRESH_TOKEN));
			}
			if (!field.equals(REQUEST)) {
				all.addAll(VERIFIERS);
			}
			return all;
		}

		private static List<String> forms(String secret) {
			byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
			return List.of(secret, Base64.getEncoder().withoutPadding().encodeToString(bytes),
					Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
					URLEncoder.encode(secret, StandardCharsets.UTF_8));
		}

		private static Map<String, String> dump() {
			Map<String, String> dump = new LinkedHashMap<>();
			try (RedisConnection connection = redis.connectionFactory().getConnection()) {
				for (byte[] key : Objects.requireNonNull(connection.keyCommands().keys("*".getBytes()))) {
					String name = new String(key, StandardCharsets.UTF_8);
					dump.put(name + " key", name);
					switch (Objects.requireNonNull(connection.keyCommands().type(key))) {
						case HASH -> Objects.requireNonNull(connection.hashCommands().hGetAll(key))
							.forEach((field, value) -> dump.put(name + " " + new String(field, StandardCharsets.UTF_8),
									inflated(value)));
						case ZSET -> Objects.requireNonNull(connection.zSetCommands().zRange(key, 0, -1))
							.forEach((member) -> dump.put(name + " member " + dump.size(), inflated(member)));
						case SET -> Objects.requireNonNull(connection.setCommands().sMembers(key))
							.forEach((member) -> dump.put(name + " member " + dump.size(), inflated(member)));
						case STRING -> dump.put(name + " value", inflated(
								Objects.requireNonNullElse(connection.stringCommands().get(key), new byte[0])));
						case NONE -> {
							// It has expired since.
						}
						default -> throw new IllegalStateException(name + " is of a type that is not looked into");
					}
				}
			}
			return dump;
		}

	}

}
