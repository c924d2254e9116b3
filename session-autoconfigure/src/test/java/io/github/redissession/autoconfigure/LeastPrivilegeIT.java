package io.github.redissession.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.UserDevice;
import io.github.redissession.UserSessions;
import io.github.redissession.cache.NearCache;
import io.github.redissession.takeover.SpringSessionWriter;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.MonitorRecorder;
import io.github.redissession.testing.MonitoredCommand;
import io.github.redissession.testing.RedisAddress;
import io.github.redissession.testing.RedisCluster;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The rules in {@code docs/acl.md} suffice for every feature, and each of them is
 * necessary.
 */
class LeastPrivilegeIT {

	private static final String NEEDED = "What sessions need";

	private static final String MORE = "In addition";

	private static final String OPERATIONS = "Metrics, checks and sizing";

	private static final String BY_CATEGORY = "By category";

	private static final String INTRODUCTION = "+client|setinfo";

	private static final Pattern SCRIPT_CALL = Pattern.compile("redis\\.p?call\\('(\\w+)'");

	/** Long, because this test is about permissions and not about time. */
	private static final String TIMEOUT = "redis-session.resilience.timeout=10s";

	/** Disables the features that inspect the server. */
	private static final String[] UNASKED = { "redis-session.metrics.sample-interval=0",
			"redis-session.checks.on-startup=false" };

	private static final String NEAR_CACHE = "redis-session.near-cache.enabled=true";

	/** The commands of the test itself, and those of a handshake that MONITOR shows. */
	private static final Set<String> NOT_OURS = Set.of("acl", "auth", "echo", "hello", "client", "command", "scan",
			"type", "hexists", "flushall", "info", "ping");

	@RegisterExtension
	static final RedisServer REDIS = RedisServer.start();

	@BeforeEach
	void nothingWasDeniedYet() {
		REDIS.cli("ACL", "DELUSER", "shop");
		REDIS.cli("ACL", "LOG", "RESET");
	}

	@ParameterizedTest
	@CsvSource({ NEEDED + ", session", NEEDED + ", sessions-of-the-shop", BY_CATEGORY + ", session" })
	void everythingWorksAndNothingIsDenied(String rules, String namespace) {
		allow(rules, namespace);
		allowIntroduction(REDIS);
		useEverything(namespace);
		assertThat(denied(REDIS)).isEmpty();
	}

	@Test
	void everythingWorksOnAClusterAndNothingIsDenied() {
		try (RedisCluster cluster = RedisCluster.start()) {
			for (RedisServer node : cluster.nodes()) {
				documented(NEEDED).forEach((rules) -> allow(node, rules.stream()));
				allowMore(node);
			}
			String[] nodes = Arrays.stream(cluster.springProperties())
				.filter((property) -> !property.contains("username") && !property.contains("password"))
				.toArray(String[]::new);
			try (ConfigurableApplicationContext application = SessionTestApplication.start(nodes,
					"spring.data.redis.username=shop", "spring.data.redis.password=secret", TIMEOUT, UNASKED[0],
					UNASKED[1])) {
				get(new Browser(), application, "/set?value=1");
				listAndSignOut(application);
			}
			assertThat(cluster.nodes()).allSatisfy((node) -> assertThat(denied(node)).isEmpty());
		}
	}

	@Test
	void everyRuleIsNeeded() throws IOException {
		allow(NEEDED, "session");
		Set<String> used = calledByScripts();
		try (MonitorRecorder recorder = MonitorRecorder.start(REDIS)) {
			useEverything("session");
			recorder.entries().stream().map(MonitoredCommand::name).forEach((name) -> used.add(lower(name)));
		}
		used.removeAll(NOT_OURS);
		Set<String> allowed = commands(NEEDED);
		assertThat(used).containsAll(allowed);
		allowed.addAll(commands(MORE));
		assertThat(allowed).containsAll(used);
	}

	@Test
	void theRestOfTheServerIsOutOfReach() {
		allow(NEEDED, "session");
		LettuceConnectionFactory factory = shop().newConnectionFactory();
		try (RedisConnection connection = factory.getConnection()) {
			byte[] other = "sessions:of-somebody-else".getBytes(StandardCharsets.UTF_8);
			assertDenied(() -> connection.hashCommands().hGetAll(other));
			assertDenied(() -> connection.keyCommands().del(other));
			assertDenied(() -> connection.serverCommands().flushAll());
			assertDenied(() -> connection.keyCommands().keys("*".getBytes(StandardCharsets.UTF_8)));
			assertThat(connection.hashCommands().hGetAll("session:any".getBytes(StandardCharsets.UTF_8))).isEmpty();
		}
		finally {
			factory.destroy();
		}
	}

	@Test
	void theAdditionsAllowWhatTheyAreFor() {
		assumeTrue(REDIS.knows("ACL|DRYRUN"));
		allow(NEEDED, "session");
		allowMore(REDIS);
		List.of("publish session:events x", "subscribe session:events", "unsubscribe session:events",
				"xadd session:events * a b", "xgroup create session:events g $ mkstream",
				"xreadgroup group g c streams session:events >", "xack session:events g 0-1",
				"xclaim session:events g c 0 0-1", "xpending session:events g", "cluster nodes", "cluster myid",
				"client setname shop", "client tracking on", "info", "wait 1 100")
			.forEach((command) -> assertThat(dryRun(command)).as(command).isEqualTo("OK"));
		List.of("publish other:events x", "subscribe other:events", "xadd other:events * a b", "client kill id 1",
				"psubscribe session:*", "config get maxmemory")
			.forEach((command) -> assertThat(dryRun(command)).as(command).isNotEqualTo("OK"));
	}

	/**
	 * There is no replica, so a login continues without one, and a logout reports it.
	 */
	@Test
	void waitingForReplicasNeedsItsRule() {
		String[] waiting = { "redis-session.durability.replicas=1", "redis-session.durability.timeout=50ms" };
		allow(NEEDED, "session");
		try (ConfigurableApplicationContext application = start("session", waiting)) {
			Browser browser = new Browser();
			browser.post(SessionTestApplication.uri(application, "/login"),
					Map.of("username", "alice", "password", "password"));
			assertThat(denied(REDIS)).contains("wait");
			REDIS.cli("ACL", "LOG", "RESET");
			allowMore(REDIS);
			login(browser, application);
			assertThat(browser.post(SessionTestApplication.uri(application, "/logout"), Map.of()).statusCode())
				.isEqualTo(503);
		}
		assertThat(denied(REDIS)).isEmpty();
	}

	@Test
	void aTakeoverNeedsItsRules() {
		String id = SpringSessionWriter.servlet(REDIS.connectionFactory(), true, "spring:session", null)
			.login("alice", (session) -> session.setAttribute("value", "kept"));
		Browser browser = new Browser();
		browser.setCookie("SESSION", SpringSessionWriter.cookie(id));
		allow(NEEDED, "session");
		try (ConfigurableApplicationContext application = start("session", "redis-session.takeover.mode=adopt")) {
			assertThat(get(browser, application, "/private/text").statusCode()).isEqualTo(500);
			assertThat(browser.cookie("SESSION")).isEqualTo(SpringSessionWriter.cookie(id));
			REDIS.cli("ACL", "LOG", "RESET");
			allowMore(REDIS);
			assertThat(get(browser, application, "/private/text").body()).isEqualTo("kept");
		}
		assertThat(denied(REDIS)).isEmpty();
	}

	@Test
	void theHealthIndicatorOfSpringBootNeedsInfo() {
		allow(NEEDED, "session");
		try (ConfigurableApplicationContext application = start("session")) {
			assertThat(get(new Browser(), application, "/actuator/health").statusCode()).isEqualTo(503);
			allowMore(REDIS);
			assertThat(get(new Browser(), application, "/actuator/health").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void whoRunsTheApplicationSeesEverythingAndNothingIsDenied() {
		allow(NEEDED, "session");
		allow(OPERATIONS, "session");
		allowIntroduction(REDIS);
		try (ConfigurableApplicationContext application = SessionTestApplication.start(shop().springProperties(),
				TIMEOUT, "redis-session.metrics.sample-interval=1s")) {
			login(new Browser(), application);
			String checks = get(new Browser(), application, "/actuator/sessionstore/checks").body();
			assertThat(checks).contains("\"default-user\",\"severity\":\"ok\"").doesNotContain("unknown");
			assertThat(get(new Browser(), application, "/actuator/sessionstore/sizing").body()).contains("measured");
			await().until(() -> get(new Browser(), application, "/actuator/prometheus").body()
				.contains("redis_session_active_sessions 1.0"));
		}
		assertThat(denied(REDIS)).isEmpty();
	}

	@Test
	void whatIsForbiddenIsUnknownAndBreaksNothing() {
		allow(NEEDED, "session");
		try (ConfigurableApplicationContext application = SessionTestApplication.start(shop().springProperties(),
				TIMEOUT, "management.endpoint.health.show-details=always")) {
			login(new Browser(), application);
			HttpResponse<String> overview = get(new Browser(), application, "/actuator/sessionstore");
			assertThat(overview.statusCode()).isEqualTo(200);
			assertThat(overview.body()).contains("\"status\":\"unknown\"", "\"activeSessions\":null")
				.contains("\"eviction-policy\",\"severity\":\"unknown\"")
				.contains("\"keyspace-notifications\",\"severity\":\"unknown\"")
				.contains("\"default-user\",\"severity\":\"unknown\"")
				.contains("\"keys-without-ttl\",\"severity\":\"unknown\"")
				.contains("\"index-drift\",\"severity\":\"unknown\"")
				.contains("\"engine-features\",\"severity\":\"unknown\"")
				.contains("\"shared-namespace\",\"severity\":\"ok\"");
			assertThat(get(new Browser(), application, "/actuator/sessionstore/sizing").body()).contains("unknown");
			assertThat(get(new Browser(), application, "/actuator/health/redisSession").statusCode()).isEqualTo(200);
			assertThat(get(new Browser(), application, "/actuator/prometheus").body())
				.contains("redis_session_active_sessions NaN", "redis_session_server_memory_used_bytes NaN");
		}
	}

	@Test
	void theNearCacheIsOffWithoutItsRule() {
		allow(NEEDED, "session");
		try (ConfigurableApplicationContext application = start("session", NEAR_CACHE)) {
			NearCache cache = application.getBean(NearCache.class);
			await().until(() -> String.valueOf(cache.statistics().reason()).contains("NOPERM"));
			changeSessions(application);
			allowMore(REDIS);
			await().atMost(Duration.ofSeconds(15)).until(() -> cache.statistics().on());
		}
	}

	@Test
	void theNearCacheWorksAndNothingIsDenied() {
		allow(NEEDED, "session");
		allowMore(REDIS);
		try (ConfigurableApplicationContext application = start("session", NEAR_CACHE)) {
			NearCache cache = application.getBean(NearCache.class);
			await().until(() -> cache.statistics().on());
			changeSessions(application);
			assertThat(cache.statistics().hits()).isPositive();
		}
		assertThat(denied(REDIS)).isEmpty();
	}

	private static void useEverything(String namespace) {
		try (ConfigurableApplicationContext application = start(namespace)) {
			changeSessions(application);
			listAndSignOut(application);
		}
		try (ConfigurableApplicationContext application = start(namespace, "redis-session.users.max-sessions=1")) {
			login(new Browser(), application);
			Browser browser = new Browser();
			login(browser, application);
			assertThat(application.getBean(UserSessions.class).devices("alice")).hasSize(1);
			assertThat(get(browser, application, "/private/text").statusCode()).isEqualTo(200);
		}
		assertThat(REDIS.keys()).isNotEmpty().allMatch((key) -> key.startsWith(namespace + ":"));
	}

	private static void changeSessions(ConfigurableApplicationContext application) {
		Browser browser = new Browser();
		get(browser, application, "/set?value=1");
		get(browser, application, "/set?value=2");
		login(browser, application);
		get(browser, application, "/change-id");
		assertThat(get(browser, application, "/private/text").body()).isEqualTo("2");
		get(browser, application, "/timeout?seconds=-1");
		browser.post(SessionTestApplication.uri(application, "/logout"), Map.of());
		assertThat(get(browser, application, "/private/text").statusCode()).isEqualTo(302);
		get(browser, application, "/set?value=3");
		get(browser, application, "/timeout?seconds=1");
		await().atMost(Duration.ofSeconds(10)).until(() -> REDIS.sessions().isEmpty());
		assertThat(get(browser, application, "/read").body()).isEqualTo("no session");
	}

	private static void listAndSignOut(ConfigurableApplicationContext application) {
		UserSessions sessions = application.getBean(UserSessions.class);
		List<Browser> browsers = List.of(new Browser(), new Browser(), new Browser());
		browsers.forEach((browser) -> login(browser, application));
		List<String> ids = browsers.stream().map((browser) -> get(browser, application, "/id").body()).toList();
		assertThat(sessions.devices("alice")).extracting(UserDevice::id).containsExactlyInAnyOrderElementsOf(ids);
		assertThat(sessions.signOut("alice", ids.get(0))).isTrue();
		assertThat(sessions.signOutOthers("alice", ids.get(1))).isOne();
		assertThat(sessions.signOutEverywhere("alice")).isOne();
		assertThat(sessions.devices("alice")).isEmpty();
	}

	private static ConfigurableApplicationContext start(String namespace, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("redis-session.namespace=" + namespace);
		all.add(TIMEOUT);
		all.addAll(List.of(UNASKED));
		return SessionTestApplication.start(shop().springProperties(), all.toArray(String[]::new));
	}

	private static void login(Browser browser, ConfigurableApplicationContext application) {
		browser.post(SessionTestApplication.uri(application, "/login"),
				Map.of("username", "alice", "password", "password"));
		assertThat(get(browser, application, "/private/text").statusCode()).isEqualTo(200);
	}

	private static HttpResponse<String> get(Browser browser, ConfigurableApplicationContext application, String path) {
		return browser.get(SessionTestApplication.uri(application, path));
	}

	private static RedisAddress shop() {
		return new RedisAddress(REDIS.host(), REDIS.port(), "shop", "secret", 0);
	}

	private static void allow(String section, String namespace) {
		documented(section)
			.forEach((rules) -> allow(REDIS, rules.stream().map((rule) -> rule.replace("session:", namespace + ":"))));
	}

	private static void allow(RedisServer server, Stream<String> rules) {
		String[] command = Stream.concat(Stream.of("ACL", "SETUSER", "shop"), rules).toArray(String[]::new);
		assertThat(server.cli(command)).isEqualTo("OK");
	}

	private static void allowMore(RedisServer server) {
		allow(server, documented(MORE).stream().flatMap(List::stream).filter((rule) -> !rule.equals(INTRODUCTION)));
		allowIntroduction(server);
	}

	/**
	 * Returns the commands that were denied. Redis 6 denies a handshake command that it
	 * does not know.
	 */
	private static List<String> denied(RedisServer server) {
		return ((List<?>) server.cli("ACL", "LOG")).stream()
			.map((entry) -> (List<?>) entry)
			.map((entry) -> String.valueOf(entry.get(entry.indexOf("object") + 1)))
			.filter((command) -> !command.equals("client") || server.knows("ACL|DRYRUN"))
			.toList();
	}

	/** Older servers do not know this command, and refuse a rule with its name. */
	private static void allowIntroduction(RedisServer server) {
		assertThat(documented(MORE)).contains(List.of(INTRODUCTION));
		if (server.knows("CLIENT|SETINFO")) {
			allow(server, Stream.of(INTRODUCTION));
		}
	}

	/** Returns the rules of every command under a heading of the documentation. */
	private static List<List<String>> documented(String heading) {
		try {
			String page = Files.readString(Path.of("..", "docs", "acl.md"));
			String section = page.split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
			String code = section.lines().filter((line) -> line.startsWith("    ")).reduce("", (a, b) -> a + "\n" + b);
			List<List<String>> rules = Pattern.compile("redis-cli ACL SETUSER shop ")
				.splitAsStream(code.replaceAll("\\\\\n", " ").replace("'", ""))
				.filter((text) -> !text.isBlank())
				.map((text) -> List.of(text.strip().split("\\s+")))
				.toList();
			assertThat(rules).as(heading).isNotEmpty();
			return rules;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Set<String> commands(String heading) {
		Set<String> commands = new TreeSet<>();
		documented(heading).stream()
			.flatMap(List::stream)
			.filter((rule) -> rule.startsWith("+"))
			.forEach((rule) -> commands.add(rule.substring(1)));
		return commands;
	}

	private static Set<String> calledByScripts() throws IOException {
		Set<String> called = new TreeSet<>();
		Resource[] scripts = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/github/redissession/redis/**/*.lua");
		assertThat(scripts).isNotEmpty();
		for (Resource script : scripts) {
			SCRIPT_CALL.matcher(script.getContentAsString(StandardCharsets.UTF_8))
				.results()
				.forEach((call) -> called.add(lower(call.group(1))));
		}
		return called;
	}

	private static String dryRun(String command) {
		List<String> words = new ArrayList<>(List.of("ACL", "DRYRUN", "shop"));
		words.addAll(Arrays.asList(command.split(" ")));
		return String.valueOf(REDIS.cli(words.toArray(String[]::new)));
	}

	private static void assertDenied(Runnable command) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(command::run).withStackTraceContaining("NOPERM");
	}

	private static String lower(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

}
