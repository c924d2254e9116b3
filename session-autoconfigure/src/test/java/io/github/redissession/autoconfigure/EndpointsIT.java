package io.github.redissession.autoconfigure;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.redissession.StoredSession;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.GuardedActuator;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Every endpoint over real HTTP, and over JMX.
 */
@ExtendWith(RedisServer.Shared.class)
class EndpointsIT {

	private static final String ABSENT = "AAAAAAAAAAAAAAAAAAAAAA";

	private static final String SECRET = "nobody-shall-read-this";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static ConfigurableApplicationContext application;

	private final Browser alice = new Browser();

	private String id;

	@BeforeAll
	static void start() {
		application = SessionTestApplication.start(RedisServer.shared().springProperties(), GuardedActuator.PROPERTY,
				"spring.jmx.enabled=true", "redis-session.checks.on-startup=false",
				"redis-session.metrics.sample-interval=0", "redis-session.expiry.max-lifetime=12h",
				"redis-session.resilience.timeout=5s", "management.endpoints.jmx.exposure.include=*");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void login() {
		this.alice.post(uri("/login"), Map.of("username", "alice", "password", "password"));
		this.alice.get(uri("/set?name=secret&value=" + SECRET));
		this.id = this.alice.get(uri("/id")).body();
	}

	@Test
	void theOverviewHasItsShape() {
		JsonNode overview = json(admin("GET", "/sessionstore"));
		assertThat(names(overview)).containsExactly("activeSessions", "checks", "circuit", "indexes", "layers",
				"namespace", "nearCache", "policies", "server", "takeover");
		assertThat(names(overview.get("server"))).containsExactly("features", "nodes", "status", "topology", "version");
		assertThat(names(overview.get("server").get("nodes").get(0))).containsExactly("connectedClients", "evictedKeys",
				"evictionPolicy", "keys", "maxMemory", "replicas", "role", "usedMemory");
		assertThat(names(overview.get("indexes"))).containsExactly("complete", "expiry", "sampledKeys");
		assertThat(names(overview.get("policies").get(0))).containsExactly("name", "source", "value");
		assertThat(overview.get("server").get("status").asString()).isEqualTo("ok");
		assertThat(overview.get("layers").toString()).isEqualTo("[\"resilience\",\"user limit\",\"Redis\"]");
		assertThat(overview.get("activeSessions").asInt()).isOne();
		assertThat(overview.get("indexes").get("expiry").asInt()).isOne();
		assertThat(names(overview.get("circuit"))).containsExactly("journal", "since", "state");
		assertThat(overview.get("circuit").get("state").asString()).isEqualTo("closed");
		assertThat(overview.get("policies").toString())
			.contains(
					"{\"name\":\"max-lifetime\",\"value\":\"PT12H\",\"source\":\"redis-session.expiry.max-lifetime\"}")
			.contains("{\"name\":\"idle-timeout\",\"value\":\"PT30M\",\"source\":\"default\"}")
			.contains("{\"name\":\"on-outage\",\"value\":\"anonymous\",\"source\":\"default\"}")
			.contains("{\"name\":\"durability-replicas\",\"value\":\"0\",\"source\":\"default\"}")
			.contains("{\"name\":\"query-backend\",\"value\":\"auto\",\"source\":\"default\"}");
	}

	@Test
	void theChecksHaveTheirShape() {
		JsonNode checks = json(admin("GET", "/sessionstore/checks"));
		assertThat(names(checks.get(0))).containsExactly("advice", "finding", "id", "severity");
		assertThat(checks).extracting((check) -> check.get("id").asString())
			.containsExactlyInAnyOrder("eviction-policy", "max-memory", "memory-use", "evicted-keys", "large-sessions",
					"persistence", "replicas", "keyspace-notifications", "clock-skew", "engine-features", "tls",
					"authentication", "default-user", "cookie-secure", "max-lifetime", "java-serialization",
					"endpoints", "client-timeout", "keep-alive", "topology-refresh", "replica-reads",
					"shared-key-space", "shared-namespace", "keys-without-ttl", "index-drift");
		assertThat(checks).filteredOn((check) -> check.get("id").asString().equals("endpoints"))
			.allSatisfy((check) -> assertThat(check.get("severity").asString()).isEqualTo("ok"));
	}

	@Test
	void theSizingHasItsShape() {
		JsonNode sizing = json(admin("GET", "/sessionstore/sizing?sessions=1000000"));
		assertThat(names(sizing)).containsExactly("bytesPerSession", "correction", "dataBytes", "indexBytesPerSession",
				"maxmemory", "nodeMemory", "primaries", "replicasPerPrimary", "sampledSessions", "sessionBytes",
				"sessions", "status", "totalMemory");
		assertThat(names(sizing.get("sessionBytes"))).containsExactly("max", "mean", "p50", "p95");
		assertThat(sizing.get("sessions").asInt()).isEqualTo(1_000_000);
		assertThat(sizing.get("maxmemory").asLong()).isGreaterThan(sizing.get("dataBytes").asLong());
		assertSaid(admin("GET", "/sessionstore/sizing?sessions=0"), 400, "'sessions' must be at least 1, but was 0");
		assertSaid(admin("GET", "/sessionstore/sizing?sessions=many"), 400, "'many' is not a number");
	}

	@Test
	void aSessionTellsWhatItHasAndWhyItEnds() {
		JsonNode session = json(admin("GET", "/sessionstore/" + this.id));
		assertThat(names(session)).containsExactly("attributes", "bytes", "created", "end", "id", "lastAccess",
				"principal");
		assertThat(names(session.get("end"))).containsExactly("at", "deadline", "deadlineSource", "idleTimeout",
				"idleTimeoutSource", "reason", "source", "touchInterval");
		assertThat(session.get("attributes").toString())
			.contains("{\"name\":\"secret\",\"type\":\"java.lang.String\",\"bytes\":24,\"value\":\"******\"}");
		assertThat(session.get("end").get("reason").asString()).isEqualTo("idle-timeout");
		assertThat(session.get("end").get("source").asString()).isEqualTo("default");
		this.alice.get(uri("/timeout?seconds=7200"));
		session = json(admin("GET", "/sessionstore/" + this.id));
		assertThat(session.get("end").get("source").asString()).isEqualTo("setMaxInactiveInterval of this session");
		assertThat(session.get("end").get("idleTimeout").asString()).isEqualTo("PT2H");
		this.alice.get(uri("/timeout?seconds=-1"));
		session = json(admin("GET", "/sessionstore/" + this.id));
		assertThat(session.get("end").get("reason").asString()).isEqualTo("max-lifetime");
		assertThat(session.get("end").get("source").asString()).isEqualTo("redis-session.expiry.max-lifetime");
	}

	@Test
	void aSessionIsEndedByItsId() {
		assertThat(admin("DELETE", "/sessionstore/" + this.id).statusCode()).isEqualTo(204);
		assertThat(admin("DELETE", "/sessionstore/" + this.id).statusCode()).isEqualTo(404);
		assertThat(this.alice.get(uri("/private/text")).statusCode()).isEqualTo(302);
	}

	@Test
	void whatIsNotThereIsNotFound() {
		for (String what : List.of(ABSENT, "nonsense", "check", "session:user:alice")) {
			assertSaid(admin("GET", "/sessionstore/" + what), 404, "There is no such session");
			assertSaid(admin("DELETE", "/sessionstore/" + what), 404, "There is no such session");
		}
		assertSaid(admin("DELETE", "/usersessions/alice/" + ABSENT), 404, "There is no such session");
		assertThat(admin("DELETE", "/usersessions/bob/" + this.id).statusCode()).isEqualTo(404);
		assertSaid(admin("DELETE", "/usersessions"), 400, "'user' is missing: write usersessions/alice");
		assertSaid(admin("GET", "/usersessions?user="), 400, "'user' is missing: write usersessions/alice");
	}

	private static void assertSaid(HttpResponse<String> response, int status, String words) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		JsonNode body = JSON.readTree(response.body());
		assertThat(names(body)).containsExactly("error");
		assertThat(body.get("error").asString()).contains(words);
	}

	@Test
	void theDevicesOfAUserAreListedAndSignedOut() {
		JsonNode devices = json(admin("GET", "/usersessions/alice")).get("sessions");
		assertThat(devices).hasSize(1);
		assertThat(names(devices.get(0))).containsExactly("address", "created", "expires", "id", "lastAccess", "name",
				"userAgent");
		assertThat(devices.get(0).get("id").asString()).isEqualTo(this.id);
		assertThat(admin("GET", "/usersessions/nobody").body()).isEqualTo("{\"sessions\":[]}");
		assertThat(admin("DELETE", "/usersessions/alice/" + this.id).statusCode()).isEqualTo(204);
		login();
		assertThat(admin("DELETE", "/usersessions/alice").body()).isEqualTo("{\"ended\":1}");
		assertThat(admin("DELETE", "/usersessions/alice").body()).isEqualTo("{\"ended\":0}");
	}

	@Test
	void aNameThatFitsIntoNoPathIsAParameter() {
		String user = "north/\u00e4lice;%?";
		String encoded = URLEncoder.encode(user, StandardCharsets.UTF_8);
		StoredSessionRepository repository = application.getBean(StoredSessionRepository.class);
		StoredSession session = repository.createSession();
		session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, user);
		repository.save(session);
		assertThat(admin("GET", "/usersessions?user=" + encoded).body()).contains(session.getId());
		assertThat(admin("DELETE", "/usersessions?user=" + encoded + "&id=" + ABSENT).body())
			.isEqualTo("{\"ended\":0}");
		assertThat(admin("DELETE", "/usersessions?user=" + encoded).body()).isEqualTo("{\"ended\":1}");
	}

	@Test
	void nobodyButAnAdministratorGetsAnything() {
		for (String path : List.of("/sessionstore", "/sessionstore/checks", "/sessionstore/" + this.id,
				"/usersessions/alice", "/prometheus")) {
			assertThat(send("GET", path, null).statusCode()).as(path).isEqualTo(401);
			assertThat(send("GET", path, "guest").statusCode()).as(path).isEqualTo(403);
		}
		assertThat(send("DELETE", "/sessionstore/" + this.id, null).statusCode()).isEqualTo(401);
		assertThat(send("DELETE", "/usersessions/alice", "guest").statusCode()).isEqualTo(403);
		assertThat(this.alice.get(uri("/private/text")).statusCode()).isEqualTo(200);
	}

	@Test
	void noAnswerHasATokenOrAValueAndNoneMakesASession() {
		String token = this.alice.cookie("SESSION");
		int sessions = RedisServer.shared().sessions().size();
		for (String path : List.of("/sessionstore", "/sessionstore/checks", "/sessionstore/sizing",
				"/sessionstore/" + this.id, "/usersessions/alice", "/health", "/prometheus",
				"/sessions?username=alice")) {
			HttpResponse<String> answer = admin("GET", path);
			assertThat(answer.statusCode()).as(path).isEqualTo(200);
			assertThat(answer.body()).as(path).doesNotContain(SECRET).doesNotContain(token);
			assertThat(answer.headers().firstValue("Set-Cookie")).as(path).isEmpty();
		}
		assertThat(RedisServer.shared().sessions()).hasSize(sessions);
		assertThat(admin("GET", "/prometheus").body()).doesNotContain("alice").doesNotContain(this.id);
	}

	@Test
	void theEndpointOfSpringBootWorksToo() {
		assertThat(admin("GET", "/sessions?username=alice").body()).contains(this.id);
		assertThat(admin("GET", "/sessions/" + this.id).body()).contains("secret");
		assertThat(admin("DELETE", "/sessions/" + this.id).statusCode()).isEqualTo(204);
		assertThat(admin("GET", "/sessions/" + this.id).statusCode()).isEqualTo(404);
	}

	@Test
	void theSameOverJmx() throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName store = server
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Sessionstore,*"), null)
			.iterator()
			.next();
		assertThat(String.valueOf(server.invoke(store, "overview", new Object[0], new String[0])))
			.contains("activeSessions=1");
		Object session = server.invoke(store, "detail", new Object[] { this.id, null },
				new String[] { String.class.getName(), Integer.class.getName() });
		assertThat(String.valueOf(session)).contains(this.id).doesNotContain(SECRET);
		Object ended = server.invoke(store, "end", new Object[] { this.id }, new String[] { String.class.getName() });
		assertThat(ended).hasToString("{ended=1}");
		login();
		ObjectName users = new ObjectName("org.springframework.boot:type=Endpoint,name=Usersessions");
		String[] one = { String.class.getName() };
		assertThat(String.valueOf(server.invoke(users, "devices", new Object[] { "alice" }, one))).contains(this.id);
		assertThat(String.valueOf(server.invoke(users, "devicesOf", new Object[] { "alice" }, one))).contains(this.id);
		assertThatThrownBy(() -> server.invoke(users, "devicesOf", new Object[] { null }, one))
			.hasStackTraceContaining("'user' is missing");
		assertThat(server.invoke(users, "signOutDevice", new Object[] { "alice", this.id },
				new String[] { String.class.getName(), String.class.getName() }))
			.hasToString("{ended=1}");
		assertThat(server.invoke(users, "signOut", new Object[] { "alice" }, one)).hasToString("{ended=0}");
	}

	@Test
	void valuesAreShownToWhomTheyMayBe() {
		try (ConfigurableApplicationContext other = SessionTestApplication.start(
				RedisServer.shared().springProperties(), GuardedActuator.PROPERTY, SessionTestApplication.QUIET[0],
				SessionTestApplication.QUIET[1], SessionTestApplication.QUIET[2], SessionTestApplication.QUIET[3],
				"management.endpoint.sessionstore.show-values=when-authorized",
				"management.endpoint.sessionstore.roles=ADMIN")) {
			URI uri = SessionTestApplication.uri(other, "/actuator/sessionstore/" + this.id);
			assertThat(GuardedActuator.send(uri, "GET", "admin").body()).contains("\"value\":\"" + SECRET + "\"");
		}
	}

	@Test
	void aValueThatCannotBeShownHidesNoOther() {
		try (ConfigurableApplicationContext other = SessionTestApplication.start(
				RedisServer.shared().springProperties(), GuardedActuator.PROPERTY, SessionTestApplication.QUIET[0],
				SessionTestApplication.QUIET[1], SessionTestApplication.QUIET[2], SessionTestApplication.QUIET[3],
				"redis-session.codec.allowed-packages=io.github.redissession",
				"management.endpoint.sessionstore.show-values=always")) {
			StoredSessionRepository repository = other.getBean(StoredSessionRepository.class);
			StoredSession session = repository.createSession();
			session.setAttribute("circle", new Circle("a"));
			session.setAttribute("mute", new Mute("b"));
			session.setAttribute("secret", SECRET);
			repository.save(session);
			HttpResponse<String> answer = GuardedActuator
				.send(SessionTestApplication.uri(other, "/actuator/sessionstore/" + session.getId()), "GET", "admin");
			JsonNode attributes = json(answer).get("attributes");
			assertThat(attributes).hasSize(3).allSatisfy((one) -> assertThat(one.get("type").isNull()).isFalse());
			assertThat(attributes.get(0).get("value").isNull()).isTrue();
			assertThat(attributes.get(1).get("value").isNull()).isTrue();
			assertThat(attributes.get(2).get("value").asString()).isEqualTo(SECRET);
		}
	}

	/**
	 * Its text needs itself.
	 */
	public record Circle(String name) {

		@Override
		public String toString() {
			return "Circle of " + this;
		}

	}

	/**
	 * It has no text.
	 */
	public record Mute(String name) {

		@Override
		public String toString() {
			throw new IllegalStateException(this.name);
		}

	}

	private static HttpResponse<String> admin(String method, String path) {
		return send(method, path, "admin");
	}

	private static HttpResponse<String> send(String method, String path, String user) {
		return GuardedActuator.send(uri("/actuator" + path), method, user);
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JSON.readTree(response.body());
	}

	private static TreeSet<String> names(JsonNode node) {
		return new TreeSet<>(node.propertyNames());
	}

	private static URI uri(String path) {
		return SessionTestApplication.uri(application, path);
	}

}
