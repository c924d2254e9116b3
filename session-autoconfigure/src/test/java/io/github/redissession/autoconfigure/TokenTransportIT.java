package io.github.redissession.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.HeaderHttpSessionIdResolver;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.redissession.SessionToken;
import io.github.redissession.testing.MonitorRecorder;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the token travels: by Boot's cookie, by the application's own, or by a header; and
 * what becomes of everything else that clients send in its place.
 */
@ExtendWith(RedisServer.Shared.class)
class TokenTransportIT {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final String TOKEN = "[A-Za-z0-9_-]{43}";

	@Nested
	class ByBootsCookie {

		private static ConfigurableApplicationContext application;

		@BeforeAll
		static void start() {
			application = TokenTransportIT.start(LateHandler.class);
		}

		@AfterAll
		static void stop() {
			application.close();
		}

		@Test
		void theCookieIsOutOfReachOfScriptsAndOtherSites() {
			String cookie = onlyCookie(get(application, "/set?value=1"));
			assertThat(cookie).matches("SESSION=" + TOKEN + "; Path=/; HttpOnly; SameSite=Lax");
		}

		@ParameterizedTest
		@ValueSource(strings = { "/set?value=1", "/text", "/json", "/void", "/redirect", "/exception", "/list?add=a" })
		void aNewSessionSetsOneCookieAndALaterRequestNone(String path) {
			String cookie = value(onlyCookie(get(application, path)));
			assertThat(cookies(get(application, path, "Cookie", cookie))).isEmpty();
		}

		@Test
		void aNewIdSetsOneCookie() {
			String cookie = value(onlyCookie(get(application, "/set?value=1")));
			String changed = value(onlyCookie(get(application, "/change-id", "Cookie", cookie)));
			assertThat(changed).isNotEqualTo(cookie);
			assertThat(get(application, "/read", "Cookie", changed).body()).isEqualTo("1");
		}

		@Test
		void aLoginSetsOneCookieAndALogoutExpiresIt(RedisServer redis) {
			String anonymous = value(onlyCookie(get(application, "/set?value=1")));
			String cookie = value(
					onlyCookie(post(application, "/login", "username=alice&password=password", "Cookie", anonymous)));
			HttpResponse<String> logout = post(application, "/logout", "", "Cookie", cookie);
			assertThat(logout.headers().allValues("Set-Cookie")).filteredOn((header) -> header.startsWith("SESSION="))
				.singleElement()
				.asString()
				.startsWith("SESSION=;")
				.contains("Max-Age=0", "Path=/", "HttpOnly");
			assertThat(redis.lastingKeys()).isEmpty();
			assertThat(get(application, "/read", "Cookie", cookie).body()).isEqualTo("no session");
		}

		@Test
		void endingASessionExpiresTheCookieOnce() {
			String cookie = value(onlyCookie(get(application, "/set?value=1")));
			assertThat(onlyCookie(get(application, "/invalidate", "Cookie", cookie))).startsWith("SESSION=;")
				.contains("Max-Age=0");
		}

		@Test
		void theGoodOneOfSeveralCookiesCounts() {
			String good = value(onlyCookie(get(application, "/set?value=1")));
			String stale = "SESSION=" + SessionToken.random().value();
			for (String cookies : List.of(stale + "; " + good, good + "; " + stale, "SESSION=junk; " + good,
					"SESSION=; " + good, "SESSION=junk; " + stale + "; " + good)) {
				HttpResponse<String> response = get(application, "/text", "Cookie", cookies);
				assertThat(response.body()).as(cookies).isEqualTo("1");
				// Spring Session repeats the good one if it was not the first.
				assertThat(cookies(response)).as(cookies).allSatisfy((cookie) -> assertThat(cookie).startsWith(good));
			}
		}

		@Test
		void aStaleCookieIsReplacedByThatOfANewSessionAndNotTakenOver() {
			String stale = "SESSION=" + SessionToken.random().value();
			assertThat(value(onlyCookie(get(application, "/set?value=1", "Cookie", stale)))).isNotEqualTo(stale);
			assertThat(get(application, "/read", "Cookie", stale).body()).isEqualTo("no session");
		}

		@Test
		void aSessionBegunAfterTheResponseIsRefused(RedisServer redis) {
			HttpResponse<String> response = get(application, "/late");
			assertThat(response.body()).contains("IllegalStateException");
			assertThat(cookies(response)).isEmpty();
			assertThat(redis.lastingKeys()).isEmpty();
		}

		@Test
		void aSessionThatWasThereMayBeUsedAfterTheResponse() {
			String cookie = value(onlyCookie(get(application, "/set?value=1")));
			assertThat(get(application, "/late", "Cookie", cookie).body()).isEqualTo("sent, then null");
			assertThat(get(application, "/read?name=late", "Cookie", cookie).body()).isEqualTo("value");
		}

		@Test
		void whatCannotBeATokenNeverReachesRedis(RedisServer redis) throws IOException {
			String token = SessionToken.random().value();
			List<String> forged = new ArrayList<>(List.of("SESSION=", "SESSION", "SESSION=\"\"", "=", ";;;",
					"SESSION=x", "SESSION=" + "A".repeat(6 * 1024), "SESSION=" + token.substring(1),
					"SESSION=" + token + "A", "SESSION=" + token.substring(1) + "+",
					"SESSION=" + token.substring(1) + "*", "SESSION=" + SessionToken.parse(token).id(),
					"session=" + token, "JSESSIONID=" + token,
					"SESSION=" + Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII)),
					"SESSION=%00%0d%0aSet-Cookie:x=y", "SESSION=*3\\r\\n$3\\r\\nDEL",
					"SESSION=" + token.substring(1) + ".node1", "SESSION=\u0080\u00ff", "SESSION=\u00fe".repeat(30),
					"$Version=1; $Path=/"));
			try (MonitorRecorder recorder = MonitorRecorder.start(redis)) {
				for (String cookie : forged) {
					assertThat(statusLine(cookie)).as(cookie).startsWith("HTTP/1.1 200");
				}
				assertThat(recorder.commands()).isEmpty();
			}
		}

		@Test
		void aPathThatIsNoneIsTheContainersBusiness() throws IOException {
			for (String path : List.of("/%", "/%zz", "/read%")) {
				assertThat(statusLine(path, "SESSION=x")).as(path).startsWith("HTTP/1.1 400");
			}
		}

		private String statusLine(String cookie) throws IOException {
			return statusLine("/read", cookie);
		}

		/** Byte for byte: an HTTP client would refuse to send such cookies. */
		private String statusLine(String path, String cookie) throws IOException {
			URI uri = SessionTestApplication.uri(application, "/");
			try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
				socket.getOutputStream()
					.write("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: %s\r\n\r\n"
						.formatted(path, cookie)
						.getBytes(StandardCharsets.ISO_8859_1));
				return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).lines()
					.findFirst()
					.orElse("nothing");
			}
		}

	}

	@Nested
	class ByAHeader {

		private static ConfigurableApplicationContext application;

		@BeforeAll
		static void start() {
			application = TokenTransportIT.start(HeaderResolver.class);
		}

		@AfterAll
		static void stop() {
			application.close();
		}

		@Test
		void theHeaderCarriesTheTokenAndNeverTheId(RedisServer redis) {
			HttpResponse<String> begun = get(application, "/id");
			String token = header(begun);
			assertThat(token).matches(TOKEN);
			assertThat(SessionToken.parse(token).id()).isEqualTo(begun.body());
			assertThat(redis.sessions()).containsExactly("session:" + begun.body());
			assertThat(cookies(begun)).isEmpty();
		}

		@Test
		void theTokenOpensTheSessionAndTheIdDoesNot() {
			String token = header(get(application, "/set?value=1"));
			assertThat(get(application, "/read", "X-Auth-Token", token).body()).isEqualTo("1");
			assertThat(get(application, "/read", "X-Auth-Token", SessionToken.parse(token).id()).body())
				.isEqualTo("no session");
		}

		@Test
		void aNewIdComesWithANewToken() {
			String token = header(get(application, "/set?value=1"));
			String changed = header(get(application, "/change-id", "X-Auth-Token", token));
			assertThat(changed).matches(TOKEN).isNotEqualTo(token);
			assertThat(get(application, "/read", "X-Auth-Token", changed).body()).isEqualTo("1");
			assertThat(get(application, "/read", "X-Auth-Token", token).body()).isEqualTo("no session");
		}

		@Test
		void endingTheSessionEmptiesTheHeader() {
			String token = header(get(application, "/set?value=1"));
			assertThat(header(get(application, "/invalidate", "X-Auth-Token", token))).isEmpty();
		}

		@Test
		void whatCannotBeATokenNeverReachesRedis(RedisServer redis) {
			try (MonitorRecorder recorder = MonitorRecorder.start(redis)) {
				for (String value : List.of("x", "A".repeat(6 * 1024), "session:user:alice", "A".repeat(22))) {
					assertThat(get(application, "/read", "X-Auth-Token", value).body()).isEqualTo("no session");
				}
				assertThat(recorder.commands()).isEmpty();
			}
		}

		private static String header(HttpResponse<String> response) {
			List<String> values = response.headers().allValues("X-Auth-Token");
			assertThat(values).hasSize(1);
			return values.get(0);
		}

	}

	@Nested
	class ByAnOwnResolver {

		private static ConfigurableApplicationContext application;

		@BeforeAll
		static void start() {
			application = TokenTransportIT.start(OwnCookieResolver.class);
		}

		@AfterAll
		static void stop() {
			application.close();
		}

		@Test
		void itsCookieCarriesTheToken() {
			assertThatCookieWorks(application, "RESOLVED");
		}

		@Test
		void aNewIdSetsOneCookie() {
			String cookie = value(onlyCookie(get(application, "/set?value=1")));
			String changed = value(onlyCookie(get(application, "/change-id", "Cookie", cookie)));
			assertThat(get(application, "/read", "Cookie", changed).body()).isEqualTo("1");
			assertThat(get(application, "/read", "Cookie", cookie).body()).isEqualTo("no session");
		}

		@Test
		void endingTheSessionExpiresItsCookie() {
			String cookie = value(onlyCookie(get(application, "/set?value=1")));
			assertThat(onlyCookie(get(application, "/invalidate", "Cookie", cookie))).startsWith("RESOLVED=;")
				.contains("Max-Age=0");
		}

		@Test
		void aSessionBegunAfterTheResponseIsRefused(RedisServer redis) {
			assertThat(get(application, "/late").body()).contains("IllegalStateException");
			assertThat(redis.lastingKeys()).isEmpty();
		}

	}

	@Nested
	class ByAnOwnSerializer {

		private static ConfigurableApplicationContext application;

		@BeforeAll
		static void start() {
			application = TokenTransportIT.start(OwnSerializer.class);
		}

		@AfterAll
		static void stop() {
			application.close();
		}

		@Test
		void itsCookieCarriesTheToken() {
			assertThatCookieWorks(application, "OWN");
		}

		@Test
		void aSessionBegunAfterTheResponseIsRefused() {
			assertThat(get(application, "/late").body()).contains("IllegalStateException");
		}

	}

	@Test
	void bootsPropertiesShapeTheCookie() {
		try (ConfigurableApplicationContext application = start(LateHandler.class, "server.servlet.context-path=/shop",
				"server.servlet.session.cookie.name=__Host-ID", "server.servlet.session.cookie.secure=true",
				"server.servlet.session.cookie.same-site=strict", "server.servlet.session.cookie.path=/",
				"server.servlet.session.cookie.max-age=90m")) {
			String cookie = onlyCookie(get(application, "/shop/set?value=1"));
			assertThat(cookie).matches("__Host-ID=" + TOKEN + "; .*")
				.contains("Max-Age=5400", "Path=/;", "Secure", "HttpOnly", "SameSite=Strict");
			assertThat(get(application, "/shop/read", "Cookie", value(cookie)).body()).isEqualTo("1");
		}
	}

	private static void assertThatCookieWorks(ConfigurableApplicationContext application, String name) {
		HttpResponse<String> begun = get(application, "/set?value=1");
		String cookie = value(onlyCookie(begun));
		assertThat(cookie).startsWith(name + "=");
		String decoded = new String(Base64.getDecoder().decode(cookie.substring(name.length() + 1)),
				StandardCharsets.US_ASCII);
		assertThat(decoded).matches(TOKEN);
		HttpResponse<String> later = get(application, "/id", "Cookie", cookie);
		assertThat(later.body()).isEqualTo(SessionToken.parse(decoded).id());
		assertThat(cookies(later)).isEmpty();
		assertThat(get(application, "/read", "Cookie", cookie).body()).isEqualTo("1");
		assertThat(get(application, "/read", "Cookie", name + "=" + later.body()).body()).isEqualTo("no session");
	}

	private static ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off"));
		for (String[] some : new String[][] { RedisServer.shared().springProperties(), SessionTestApplication.QUIET,
				properties }) {
			Arrays.stream(some).map((property) -> "--" + property).forEach(arguments::add);
		}
		return new SpringApplication(SessionTestApplication.class, configuration).run(arguments.toArray(String[]::new));
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext application, String path,
			String... headers) {
		return send(HttpRequest.newBuilder(SessionTestApplication.uri(application, path)), headers);
	}

	private static HttpResponse<String> post(ConfigurableApplicationContext application, String path, String form,
			String... headers) {
		return send(HttpRequest.newBuilder(SessionTestApplication.uri(application, path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form)), headers);
	}

	private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
		if (headers.length > 0) {
			request.headers(headers);
		}
		return CLIENT.sendAsync(request.build(), BodyHandlers.ofString()).join();
	}

	private static List<String> cookies(HttpResponse<String> response) {
		return response.headers().allValues("Set-Cookie");
	}

	private static String onlyCookie(HttpResponse<String> response) {
		assertThat(cookies(response)).hasSize(1);
		return cookies(response).get(0);
	}

	private static String value(String cookie) {
		return cookie.split(";", 2)[0];
	}

	/** Requests a session when it is too late for a cookie. */
	@RestController
	static class LateHandler {

		@GetMapping("/late")
		void late(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getWriter().print("sent, then ");
			response.flushBuffer();
			try {
				request.getSession().setAttribute("late", "value");
				response.getWriter().print("null");
			}
			catch (IllegalStateException ex) {
				response.getWriter().print(ex.getClass().getSimpleName());
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HeaderResolver {

		@Bean
		HttpSessionIdResolver resolver() {
			return HeaderHttpSessionIdResolver.xAuthToken();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(LateHandler.class)
	static class OwnCookieResolver {

		@Bean
		CookieHttpSessionIdResolver resolver() {
			CookieHttpSessionIdResolver resolver = new CookieHttpSessionIdResolver();
			DefaultCookieSerializer serializer = new DefaultCookieSerializer();
			serializer.setCookieName("RESOLVED");
			resolver.setCookieSerializer(serializer);
			return resolver;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(LateHandler.class)
	static class OwnSerializer {

		@Bean
		CookieSerializer serializer() {
			DefaultCookieSerializer serializer = new DefaultCookieSerializer();
			serializer.setCookieName("OWN");
			return serializer;
		}

	}

}
