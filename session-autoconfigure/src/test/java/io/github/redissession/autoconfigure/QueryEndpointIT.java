package io.github.redissession.autoconfigure;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.GuardedActuator;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Questions across sessions and a drill, over HTTP.
 */
@ExtendWith(RedisServer.Shared.class)
class QueryEndpointIT {

	private static final String SHOWN = "management.endpoint.sessionstore.show-values=always";

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = start("redis-session.query.backend=auto");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void begin() {
		session("north", 10);
		session("north", 50);
		session("south, far", 99);
	}

	@Test
	void sessionsAreFoundAndTheirValuesHidden() {
		JsonNode page = json(admin("GET", where("tenant:north")));
		assertThat(page.propertyNames()).containsExactlyInAnyOrder("sessions", "total", "cursor");
		assertThat(page.get("total").asLong()).isEqualTo(2);
		assertThat(page.get("sessions").get(0).propertyNames()).containsExactlyInAnyOrder("id", "principal", "created",
				"lastAccess", "expires", "address", "userAgent", "values");
		assertThat(page.toString()).contains("\"tenant\":[\"******\"]").doesNotContain("north");
	}

	@Test
	void theirValuesAreShownToWhomTheyMayBe() {
		try (ConfigurableApplicationContext open = start(SHOWN)) {
			JsonNode page = json(admin(open, "GET", where("tenant:south, far")));
			assertThat(page.toString()).contains("\"tenant\":[\"south, far\"]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "total:10..50", "total:..50", "tenant:north", "accessed:2026-01-01T00:00:00Z.." })
	void aConditionIsAValueOrARange(String condition) {
		assertThat(json(admin("GET", where(condition) + "&where=total:0..60")).get("total").asLong()).isEqualTo(2);
	}

	@Test
	void allConditionsMustHold() {
		assertThat(json(admin("GET", where("tenant:north") + "&where=total:20..")).get("total").asLong()).isOne();
		assertThat(json(admin("GET", where("tenant:south, far"))).get("total").asLong()).isOne();
		assertThat(json(admin("GET", where("principal:alice"))).get("total").asLong()).isZero();
		assertThat(json(admin("GET", "/sessionquery")).get("total").asLong()).isEqualTo(3);
	}

	@Test
	void sessionsAreCounted() {
		assertThat(admin("GET", "/sessionquery?countBy=tenant").body())
			.isEqualTo("{\"counts\":[{\"value\":\"north\",\"count\":2},{\"value\":\"south, far\",\"count\":1}]}");
		assertThat(admin("GET", "/sessionquery?countBy=tenant&where=total:40..").body())
			.isEqualTo("{\"counts\":[{\"value\":\"north\",\"count\":1},{\"value\":\"south, far\",\"count\":1}]}");
	}

	@Test
	void pagesGoOnAtTheirCursor() {
		Set<String> ids = new HashSet<>();
		String cursor = "";
		for (int i = 0; i < 3; i++) {
			JsonNode page = json(admin("GET", "/sessionquery?limit=1" + cursor));
			ids.add(page.get("sessions").get(0).get("id").asString());
			cursor = "&cursor=" + encode(page.get("cursor").asString(""));
		}
		assertThat(ids).hasSize(3);
	}

	@Test
	void nothingIsAskedWhileTheStoreIsKnownToBeAway() {
		StoreCircuit circuit = application.getBean(StoreCircuit.class);
		circuit.drill(Duration.ofMinutes(1));
		try {
			assertThat(admin("GET", where("tenant:north")).statusCode()).isEqualTo(503);
			assertThat(admin("GET", "/sessionquery?countBy=tenant").statusCode()).isEqualTo(503);
		}
		finally {
			circuit.drill(Duration.ZERO);
			await().until(() -> circuit.state() == StoreCircuit.State.CLOSED);
		}
	}

	@Test
	void whatWasFoundIsSignedOutIfItIsStillAsMany() {
		HttpResponse<String> refused = admin("DELETE", where("tenant:north") + "&confirm=3");
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(refused.body()).isEqualTo("{\"total\":2,\"ended\":0,\"refused\":true}");
		assertThat(admin("DELETE", where("tenant:north") + "&confirm=2").body())
			.isEqualTo("{\"total\":2,\"ended\":2,\"refused\":false}");
		assertThat(json(admin("GET", "/sessionquery")).get("total").asLong()).isOne();
		assertThat(admin("DELETE", where("tenant:north")).statusCode()).isEqualTo(400);
		assertThat(admin("DELETE", "/sessionquery?confirm=1").statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "?where=tenant", "?where=:north", "?where=nothing:1", "?where=total:ten",
			"?where=created:today", "?limit=0", "?limit=many", "?countBy=nothing", "?cursor=forged" })
	void aBadQuestionIsToldWhatIsWrong(String question) {
		HttpResponse<String> response = admin("GET", "/sessionquery" + question);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
	}

	@Test
	void onlyAnAdministratorMayAsk() {
		assertThat(send(application, "GET", "/sessionquery", null).statusCode()).isEqualTo(401);
		assertThat(send(application, "GET", "/sessionquery", "guest").statusCode()).isEqualTo(403);
		assertThat(send(application, "POST", "/sessionstore?drill=1s", "guest").statusCode()).isEqualTo(403);
	}

	@Test
	void aDrillTakesTheStoreAwayForAWhile() {
		JsonNode circuit = json(admin("POST", "/sessionstore?drill=30s"));
		assertThat(circuit.get("state").asString()).isEqualTo("drill");
		assertThat(json(admin("GET", "/sessionstore")).get("circuit").get("state").asString()).isEqualTo("drill");
		assertThat(admin("POST", "/sessionstore?drill=0s").statusCode()).isEqualTo(200);
		await().until(() -> json(admin("GET", "/sessionstore")).get("circuit").get("state").asString(),
				"closed"::equals);
		assertThat(admin("POST", "/sessionstore?drill=2h").statusCode()).isEqualTo(400);
		assertThat(admin("POST", "/sessionstore?drill=long").statusCode()).isEqualTo(400);
		assertThat(admin("POST", "/sessionstore").statusCode()).isEqualTo(400);
	}

	private static ConfigurableApplicationContext start(String property) {
		return SessionTestApplication.start(RedisServer.shared().springProperties(), GuardedActuator.PROPERTY, property,
				"redis-session.query.attributes.tenant.path=tenant", "redis-session.query.attributes.total.path=total",
				"redis-session.query.attributes.total.type=numeric", "redis-session.checks.on-startup=false",
				"redis-session.metrics.sample-interval=0", "redis-session.resilience.timeout=5s");
	}

	private static void session(String tenant, int total) {
		Browser browser = new Browser();
		browser.get(uri(application, "/set?name=tenant&value=" + encode(tenant)));
		browser.get(uri(application, "/set?name=total&value=" + total));
	}

	private static String where(String condition) {
		return "/sessionquery?where=" + encode(condition);
	}

	private static HttpResponse<String> admin(String method, String path) {
		return admin(application, method, path);
	}

	private static HttpResponse<String> admin(ConfigurableApplicationContext where, String method, String path) {
		return send(where, method, path, "admin");
	}

	private static HttpResponse<String> send(ConfigurableApplicationContext where, String method, String path,
			String user) {
		return GuardedActuator.send(uri(where, "/actuator" + path), method, user);
	}

	private static URI uri(ConfigurableApplicationContext where, String path) {
		return SessionTestApplication.uri(where, path);
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
