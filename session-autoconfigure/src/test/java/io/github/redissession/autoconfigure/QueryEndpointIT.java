package io.github.redissession.autoconfigure;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import io.github.redissession.StoreCircuit;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.GuardedActuator;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Queries across sessions and a drill, over HTTP.
 */
@ExtendWith(RedisServer.Shared.class)
class QueryEndpointIT {

	private static final String SHOWN = "management.endpoint.sessionstore.show-values=always";

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = start("redis-session.query.backend=auto", "spring.jmx.enabled=true",
				"management.endpoints.jmx.exposure.include=*");
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

	/**
	 * Values are hidden by the name that queries use, or by the name of the attribute
	 * that contains them.
	 */
	@ParameterizedTest
	@ValueSource(classes = { HidesTheName.class, HidesTheAttribute.class })
	void theyStayHiddenWhereASanitizerHidesThem(Class<?> sanitizer) {
		try (ConfigurableApplicationContext open = start(SHOWN, GuardedActuator.PROPERTY + "," + sanitizer.getName(),
				"redis-session.query.attributes.district.path=tenant")) {
			session(open, "west", 70);
			JsonNode page = json(admin(open, "GET", where("district:west")));
			assertThat(page.get("total").asLong()).isOne();
			JsonNode values = page.get("sessions").get(0).get("values");
			assertThat(values.get("district").toString()).isEqualTo("[\"******\"]");
			assertThat(values.get("total").toString()).isEqualTo("[\"70\"]");
		}
	}

	/** Hides values by the name that queries use. */
	static class HidesTheName {

		@Bean
		SanitizingFunction hides() {
			return (data) -> data.getKey().equals("district") ? data.withSanitizedValue() : data;
		}

	}

	/** Hides values by the name of the attribute. */
	static class HidesTheAttribute {

		@Bean
		SanitizingFunction hides() {
			return (data) -> data.getKey().equals("tenant") ? data.withSanitizedValue() : data;
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
		assertThat(admin("DELETE", where("tenant:north") + "&confirm=0").body())
			.isEqualTo("{\"total\":0,\"ended\":0,\"refused\":false}");
		assertThat(admin("DELETE", where("tenant:south, far") + "&confirm=0").statusCode()).isEqualTo(409);
		assertThat(json(admin("GET", "/sessionquery")).get("total").asLong()).isOne();
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', delimiter = '|',
			value = { "?where=tenant | 'tenant' is not a condition: write a name",
					"?where=:north | ':north' is not a condition", "?where=nothing:1 | There is no 'nothing': query",
					"?where=total:ten | 'ten' is not a number: write 10..50",
					"?where=created:today | 'today' is not a time", "?limit=0 | limit must be 1 to 1000, but was 0",
					"?limit=many | 'many' is not a number: write limit=100", "?countBy=nothing | nothing",
					"?cursor=forged | cursor" })
	void aBadQuestionIsToldWhatIsWrong(String question, String words) {
		assertRefused(admin("GET", "/sessionquery" + question), words);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', delimiter = '|',
			value = { "? | 'where' is missing: write where=tenant:north", "?confirm=1 | 'where' is missing",
					"?where=tenant:north | 'confirm' is missing", "?where=tenant:north&confirm= | 'confirm' is missing",
					"?where=tenant:north&confirm=-1 | 'confirm' is missing or negative",
					"?where=tenant:north&confirm=all | 'all' is not a number: write confirm=100",
					"?where=tenant&confirm=1 | 'tenant' is not a condition" })
	void aBadSignOutToo(String question, String words) {
		assertRefused(admin("DELETE", "/sessionquery" + question), words);
		assertThat(json(admin("GET", "/sessionquery")).get("total").asLong()).isEqualTo(3);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', delimiter = '|', value = { "? | 'drill' is missing: write drill=30s",
			"?drill= | 'drill' is missing", "?drill=long | 'long' is not a duration: write drill=30s",
			"?drill=2h | 'drill' must be from 0s to 3600s, but was 2h", "?drill=-1s | 'drill' must be from 0s" })
	void aBadDrillToo(String question, String words) {
		assertRefused(admin("POST", "/sessionstore" + question), words);
		assertThat(application.getBean(StoreCircuit.class).state()).isEqualTo(StoreCircuit.State.CLOSED);
	}

	/**
	 * The response states the reason and nothing else; Spring Boot's own error page omits
	 * it.
	 */
	private static void assertRefused(HttpResponse<String> response, String words) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		JsonNode body = JsonMapper.shared().readTree(response.body());
		assertThat(body.propertyNames()).containsExactly("error");
		assertThat(body.get("error").asString()).contains(words);
	}

	@Test
	void overJmxConditionsAreTextsToo() throws Exception {
		ObjectName query = new ObjectName("org.springframework.boot:type=Endpoint,name=Sessionquery");
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		assertThat(server.getMBeanInfo(query).getOperations()).flatExtracting((one) -> List.of(one.getSignature()))
			.extracting(MBeanParameterInfo::getType)
			.isSubsetOf(String.class.getName(), Integer.class.getName());
		String[] find = { String.class.getName(), String.class.getName(), Integer.class.getName(),
				String.class.getName() };
		assertThat(String.valueOf(server.invoke(query, "query",
				new Object[] { "tenant:north&where=total:20..", null, null, null }, find)))
			.contains("total=1")
			.doesNotContain("north");
		String[] signOut = { String.class.getName(), Integer.class.getName() };
		assertThat(String.valueOf(server.invoke(query, "signOut", new Object[] { "tenant:north", 2 }, signOut)))
			.contains("ended=2");
		assertThatThrownBy(() -> server.invoke(query, "signOut", new Object[] { "tenant:north", null }, signOut))
			.hasStackTraceContaining("'confirm' is missing");
		ObjectName store = new ObjectName("org.springframework.boot:type=Endpoint,name=Sessionstore");
		for (String drill : Arrays.asList(null, "", "long")) {
			assertThatThrownBy(() -> server.invoke(store, "drill", new Object[] { drill },
					new String[] { String.class.getName() }))
				.hasStackTraceContaining("write drill=30s");
		}
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
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return SessionTestApplication.start(
				Stream
					.of(Stream.of(RedisServer.shared().springProperties()), Stream.of(GuardedActuator.PROPERTY),
							Stream.of(properties))
					.flatMap((some) -> some)
					.toArray(String[]::new),
				"redis-session.query.attributes.tenant.path=tenant", "redis-session.query.attributes.total.path=total",
				"redis-session.query.attributes.total.type=numeric", "redis-session.checks.on-startup=false",
				"redis-session.metrics.sample-interval=0", "redis-session.resilience.timeout=5s");
	}

	private static void session(String tenant, int total) {
		session(application, tenant, total);
	}

	private static void session(ConfigurableApplicationContext where, String tenant, int total) {
		Browser browser = new Browser();
		browser.get(uri(where, "/set?name=tenant&value=" + encode(tenant)));
		browser.get(uri(where, "/set?name=total&value=" + total));
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
