package io.github.redissession.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The dashboard and the alerts query existing metrics in valid PromQL, and
 * {@code docs/operations.md} lists every metric.
 */
@ExtendWith(RedisServer.Shared.class)
class MonitoringIT {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Path ALERTS = DOCS.resolve("monitoring/prometheus-alerts.yml");

	private static final Pattern METRIC = Pattern.compile("\\bredis_session_[a-z_]+");

	@Test
	void everyMetricThatIsAskedForIsScraped() throws IOException {
		Set<String> asked = metrics(Files.readString(ALERTS));
		expressions().forEach((expression) -> asked.addAll(metrics(expression)));
		assertThat(asked).hasSizeGreaterThan(20);
		try (ConfigurableApplicationContext application = SessionTestApplication
			.start(RedisServer.shared().springProperties(), "redis-session.near-cache.enabled=true")) {
			Browser browser = new Browser();
			browser.get(SessionTestApplication.uri(application, "/set?value=1"));
			browser.get(SessionTestApplication.uri(application, "/text"));
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(metrics(scrape(application))).containsAll(asked));
			assertThat(scrape(application)).doesNotContain("redis_session_store");
			String page = Files.readString(DOCS.resolve("operations.md"));
			assertThat(meters(application)).isNotEmpty()
				.allSatisfy((name) -> assertThat(page).contains("`" + name + "`"));
		}
	}

	@Test
	void prometheusUnderstandsTheAlertsAndTheDashboard(@TempDir Path folder) throws Exception {
		promtool("check", "rules", ALERTS.toString());
		StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
		int number = 0;
		for (String expression : expressions()) {
			rules.append("      - record: panel_%d\n        expr: '%s'\n".formatted(number++,
					expression.replace("$__rate_interval", "5m").replace("$job", ".*").replace("'", "''")));
		}
		Path file = Files.writeString(folder.resolve("dashboard.yml"), rules);
		assertThat(promtool("check", "rules", file.toString())).contains("SUCCESS: " + number + " rules");
	}

	@Test
	void theAlertsFireWhenTheyShould() throws Exception {
		promtool("test", "rules", Path.of("src/test/resources/prometheus-alerts-test.yml").toString());
	}

	private static String promtool(String... arguments) throws Exception {
		assumeTrue(
				Stream.of(System.getenv("PATH").split(File.pathSeparator))
					.anyMatch((folder) -> Files.isExecutable(Path.of(folder, "promtool"))),
				"promtool is not installed: apt-get install prometheus");
		List<String> command = new ArrayList<>(List.of("promtool"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	private static List<String> expressions() throws IOException {
		JsonNode dashboard = JsonMapper.builder()
			.build()
			.readTree(Files.readString(DOCS.resolve("monitoring/grafana-dashboard.json")));
		List<String> expressions = new ArrayList<>();
		for (JsonNode panel : dashboard.get("panels")) {
			panel.get("targets").forEach((target) -> expressions.add(target.get("expr").asString()));
		}
		assertThat(expressions).isNotEmpty();
		return expressions;
	}

	private static Set<String> metrics(String text) {
		Set<String> names = new TreeSet<>();
		Matcher matcher = METRIC.matcher(text);
		while (matcher.find()) {
			names.add(matcher.group());
		}
		return names;
	}

	private static List<String> meters(ConfigurableApplicationContext application) {
		String body = new Browser().get(SessionTestApplication.uri(application, "/actuator/metrics")).body();
		return JsonMapper.builder().build().readValue(body, Map.class).get("names") instanceof List<?> names
				? names.stream().map(String::valueOf).filter((name) -> name.startsWith("redis.session.")).toList()
				: List.of();
	}

	private static String scrape(ConfigurableApplicationContext application) {
		return new Browser().get(SessionTestApplication.uri(application, "/actuator/prometheus")).body();
	}

}
