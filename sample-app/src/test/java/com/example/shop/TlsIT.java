package com.example.shop;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cookies behind a balancer that speaks TLS.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "shop.instance=shop-test")
@ActiveProfiles("tls")
class TlsIT {

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

	private final HttpClient balancer = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void browsersSendTheCookieToThisHostAloneAndNeverInTheClear() throws Exception {
		HttpResponse<String> page = send(request("/").build());
		String csrf = cookie(page);
		assertThat(csrf).startsWith("XSRF-TOKEN=").contains("; Secure", "; HttpOnly", "; SameSite=Lax");
		Matcher token = CSRF_TOKEN.matcher(page.body());
		assertThat(token.find()).isTrue();
		HttpResponse<String> added = send(request("/cart").header("Cookie", csrf.split(";")[0])
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("sku=apple&quantity=1&_csrf=" + token.group(1)))
			.build());
		assertThat(cookie(added)).matches("__Host-SESSION=[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax");
		assertThat(added.headers().firstValue("Location").orElseThrow()).startsWith("https://");
		assertThat(added.headers().firstValue("Strict-Transport-Security")).isPresent();
	}

	private static String cookie(HttpResponse<String> response) {
		assertThat(response.headers().allValues("Set-Cookie")).hasSize(1);
		return response.headers().firstValue("Set-Cookie").orElseThrow();
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("Accept", "text/html")
			.header("X-Forwarded-Proto", "https");
	}

	private HttpResponse<String> send(HttpRequest request) throws Exception {
		return this.balancer.send(request, BodyHandlers.ofString());
	}

}
