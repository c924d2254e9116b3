package com.example.shop;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever is on call asks the actuator, and nobody else does.
 */
class ActuatorIT {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static ShopPair shops;

	@BeforeAll
	static void open() {
		shops = ShopPair.start();
	}

	@AfterAll
	static void close() {
		shops.close();
	}

	@BeforeEach
	void forget() {
		shops.redis().flushdb();
	}

	@Test
	void everybodyMayAskWhetherTheShopIsHealthyButNotMore() throws Exception {
		HttpResponse<String> health = get("/actuator/health", null);
		assertThat(health.statusCode()).isEqualTo(200);
		assertThat(health.body()).contains("\"status\":\"UP\"").doesNotContain("components");
	}

	@Test
	void anAdministratorSeesDetails() throws Exception {
		assertThat(get("/actuator/health", "carol").body()).contains("components", "redis");
		assertThat(get("/actuator/prometheus", "carol").body()).contains("jvm_memory_used_bytes");
		assertThat(get("/actuator/sessions?username=alice", "carol").body()).isEqualTo("{\"sessions\":[]}");
	}

	@Test
	void anAdministratorAsksForSessions() throws Exception {
		ShopClient alice = shops.visitor();
		alice.login("alice");
		alice.addToCart("dates", 2);
		String id = alice.me().orElseThrow().path("sessionId").asString();
		assertThat(get("/actuator/sessionquery?countBy=tenant", "carol").body())
			.isEqualTo("{\"counts\":[{\"value\":\"north\",\"count\":1}]}");
		assertThat(get("/actuator/sessionquery?where=sku:dates&where=total:10..", "carol").body())
			.contains(id, "\"total\":1")
			.doesNotContain("dates");
		assertThat(get("/actuator/usersessions/alice", "carol").body()).contains(id);
		assertThat(get("/actuator/sessionstore/" + id, "carol").body()).contains("\"reason\":\"idle-timeout\"",
				"redis-session.expiry.idle-timeout");
		assertThat(get("/actuator/sessionstore", "carol").body()).contains("\"state\":\"closed\"");
		assertThat(get("/actuator/health/redisSession", "carol").body()).contains("\"role\":\"primary\"");
		assertThat(get("/actuator/prometheus", "carol").body()).contains("redis_session_created_sessions_total");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/sessionstore", "/actuator/sessionquery?countBy=tenant",
			"/actuator/usersessions/alice", "/actuator/prometheus", "/actuator/sessions?username=alice",
			"/actuator/env" })
	void nobodyElseMay(String path) throws Exception {
		assertThat(get(path, null).statusCode()).isEqualTo(401);
		assertThat(get(path, "alice").statusCode()).isEqualTo(403);
	}

	@Test
	void aMonitorMakesNoSession() throws Exception {
		HttpResponse<String> answer = get("/actuator/prometheus", "carol");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
		assertThat(get("/actuator/prometheus", "alice").headers().allValues("Set-Cookie")).isEmpty();
		assertThat(shops.sessionKeys()).isEmpty();
	}

	private static HttpResponse<String> get(String path, String user) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(shops.a() + path));
		if (user != null) {
			request.header("Authorization", "Basic "
					+ Base64.getEncoder().encodeToString((user + ":password").getBytes(StandardCharsets.UTF_8)));
		}
		return HTTP.send(request.build(), BodyHandlers.ofString());
	}

}
