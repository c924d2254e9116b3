package io.github.redissession.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.SessionToken;
import io.github.redissession.UserSessions;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * WebSockets of two nodes, which only Spring's own annotations configure.
 */
class WebSocketIT {

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start();

	private static final String KEY = "session:";

	private static final String[] PATHS = { "/raw", "/stomp", "/own", "/sockjs/websocket" };

	private static ConfigurableApplicationContext a;

	private static ConfigurableApplicationContext b;

	private final Browser browser = new Browser();

	private final List<SocketClient> clients = new ArrayList<>();

	@BeforeAll
	static void startTwoNodes() {
		a = start();
		b = start("--redis-session.websocket.prolong-session=true");
		await().until(() -> (Long) ((List<?>) REDIS.cli("PUBSUB", "NUMSUB", "session:events")).get(1) == 2);
	}

	private static ConfigurableApplicationContext start(String... more) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off", "--redis-session.expiry.touch-interval=1ms",
				"--redis-session.metrics.sample-interval=0", "--redis-session.checks.on-startup=false"));
		for (String property : REDIS.springProperties()) {
			arguments.add("--" + property);
		}
		arguments.addAll(List.of(more));
		return new SpringApplicationBuilder(SessionTestApplication.class, SocketSite.class)
			.run(arguments.toArray(String[]::new));
	}

	@AfterAll
	static void stopBoth() {
		a.close();
		b.close();
	}

	@AfterEach
	void closeSockets() {
		this.clients.forEach(SocketClient::close);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/raw", "/stomp", "/own", "/sockjs/websocket" })
	void whatAMessageChangesIsStored(String path) throws Exception {
		get(a, "/set?value=1");
		SocketClient socket = open(a, path);
		assertThat(socket.send("value 2")).isEqualTo("done value 2");
		await().untilAsserted(() -> assertThat(get(b, "/read")).isEqualTo("2"));
		socket.send("add apple");
		await().untilAsserted(() -> assertThat(get(b, "/list")).isEqualTo("[apple]"));
		get(b, "/set?name=other&value=3");
		socket.send("value 4");
		await().untilAsserted(() -> assertThat(get(b, "/read")).isEqualTo("4"));
		assertThat(get(a, "/read?name=other")).isEqualTo("3");
	}

	@Test
	void attributesOfTheSocketBelongToTheSocket() throws Exception {
		get(a, "/set?value=1");
		open(a, "/raw").send("value 2");
		assertThat(REDIS.cli("HKEYS", KEY + id())).asString()
			.contains("attr:value", "attr:list")
			.doesNotContain("last", "http", "Socket");
	}

	@ParameterizedTest
	@EnumSource
	void aSessionThatEndsClosesItsSocketsOnEveryNode(End end) throws Exception {
		login();
		String id = id();
		Browser other = new Browser();
		other.get(SessionTestApplication.uri(a, "/set?value=1"));
		for (String path : PATHS) {
			open(a, path);
			open(b, path);
		}
		SocketClient another = SocketClient.open(a, "/raw", other);
		SocketClient stranger = SocketClient.open(b, "/raw", new Browser());
		end.run(this.browser, id);
		for (SocketClient socket : this.clients) {
			assertThat(socket.closedWith()).isEqualTo(1008);
		}
		assertThat(another.send("value 2")).isEqualTo("done value 2");
		assertThat(stranger.send("value 2")).isEqualTo("no session");
		another.close();
		stranger.close();
	}

	@Test
	void aMessageMayEndTheSession() throws Exception {
		get(a, "/set?value=1");
		SocketClient other = open(b, "/stomp");
		SocketClient socket = open(a, "/raw");
		socket.tell("end it");
		assertThat(socket.closedWith()).isEqualTo(1008);
		assertThat(other.closedWith()).isEqualTo(1008);
		assertThat(get(b, "/read")).isEqualTo("no session");
	}

	@Test
	void aSocketStaysTiedWhenTheIdChanges() throws Exception {
		get(a, "/set?value=1");
		for (String path : PATHS) {
			open(a, path);
			open(b, path);
		}
		login();
		String id = id();
		int number = 0;
		for (SocketClient socket : this.clients) {
			String value = "v" + number++;
			await().untilAsserted(() -> {
				socket.send("value " + value);
				assertThat(get(b, "/read")).isEqualTo(value);
			});
			assertThat(socket.isOpen()).isTrue();
		}
		assertThat(id()).isEqualTo(id);
		End.LOGOUT.run(this.browser, id);
		for (SocketClient socket : this.clients) {
			assertThat(socket.closedWith()).isEqualTo(1008);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/raw", "/stomp" })
	void aMessageIsAnAccessOnlyIfSoConfigured(String path) throws Exception {
		get(a, "/set?value=1");
		SocketClient silent = open(a, path);
		long sent = System.currentTimeMillis();
		silent.send("value 2");
		await().untilAsserted(() -> assertThat(REDIS.cli("HGET", KEY + stored(), "attr:value")).isEqualTo("\"2\""));
		assertThat(accessed()).isLessThanOrEqualTo(sent);
		open(b, path).send("read it");
		await().until(() -> accessed() > sent);
	}

	private long accessed() {
		return Long.parseLong(String.valueOf(REDIS.cli("HGET", KEY + stored(), "accessed")));
	}

	@Test
	void aSocketWhoseSessionEndedWhileNobodyListenedIsClosed() throws Exception {
		get(a, "/set?value=1");
		SocketClient socket = open(b, "/raw");
		SocketClient living = SocketClient.open(b, "/raw", loggedIn());
		REDIS.cli("DEL", KEY + stored());
		REDIS.cli("CLIENT", "KILL", "TYPE", "pubsub");
		assertThat(socket.closedWith()).isEqualTo(1008);
		assertThat(living.send("value 2")).isEqualTo("done value 2");
		living.close();
	}

	private String stored() {
		return Objects.requireNonNull(SessionToken.parse(this.browser.cookie("SESSION"))).id();
	}

	private Browser loggedIn() {
		Browser alice = new Browser();
		alice.post(SessionTestApplication.uri(a, "/login"), Map.of("username", "alice", "password", "password"));
		return alice;
	}

	private SocketClient open(ConfigurableApplicationContext node, String path) throws Exception {
		SocketClient client = SocketClient.open(node, path, this.browser);
		this.clients.add(client);
		return client;
	}

	private void login() {
		this.browser.post(SessionTestApplication.uri(a, "/login"), Map.of("username", "alice", "password", "password"));
	}

	private String id() {
		return get(a, "/id");
	}

	private String get(ConfigurableApplicationContext node, String path) {
		return this.browser.get(SessionTestApplication.uri(node, path)).body();
	}

	/** The ways in which a session ends. */
	enum End {

		LOGOUT {
			@Override
			void run(Browser browser, String id) {
				browser.post(SessionTestApplication.uri(a, "/logout"), Map.of());
			}
		},
		INVALIDATE {
			@Override
			void run(Browser browser, String id) {
				browser.get(SessionTestApplication.uri(b, "/invalidate"));
			}
		},
		SIGN_OUT {
			@Override
			void run(Browser browser, String id) {
				a.getBean(UserSessions.class).signOut("alice", id);
			}
		},
		EXPIRY {
			@Override
			void run(Browser browser, String id) {
				browser.get(SessionTestApplication.uri(a, "/timeout?seconds=1"));
				long end = Long.parseLong(String.valueOf(REDIS.cli("HGET", KEY + id, "expires")));
				await().until(() -> System.currentTimeMillis() >= end);
			}
		};

		abstract void run(Browser browser, String id);

	}

}
