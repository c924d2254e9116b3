package io.github.redissession.autoconfigure;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.health.CheckResult;
import io.github.redissession.health.CheckResult.Severity;
import io.github.redissession.health.SessionChecks;
import io.github.redissession.testing.GuardedActuator;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Finds each session endpoint that can be used without authentication.
 */
@ExtendWith(RedisServer.Shared.class)
class EndpointExposureIT {

	@ParameterizedTest
	@CsvSource({ "sessionstore, WARNING, anyone can list and end sessions",
			"sessionquery, WARNING, anyone can list and end sessions",
			"usersessions, WARNING, anyone can list and end sessions", "none, OK, not exposed" })
	void oneAloneThatAnybodyMayUseIsFound(String exposed, Severity severity, String words) {
		CheckResult finding = find(exposed, "spring.application.name=open");
		assertThat(finding.severity()).as(finding.finding()).isEqualTo(severity);
		assertThat(finding.finding()).contains(words);
	}

	@ParameterizedTest
	@CsvSource({ "sessionquery", "usersessions" })
	void oneAloneThatIsGuardedIsFine(String exposed) {
		CheckResult finding = find(exposed, GuardedActuator.PROPERTY);
		assertThat(finding.severity()).as(finding.finding()).isEqualTo(Severity.OK);
		assertThat(finding.finding()).contains("require authentication");
	}

	private static String others(String exposed) {
		return Stream.of("sessionstore", "sessionquery", "usersessions")
			.filter((one) -> !one.equals(exposed))
			.collect(Collectors.joining(","));
	}

	private static CheckResult find(String exposed, String property) {
		try (ConfigurableApplicationContext application = SessionTestApplication.start(
				RedisServer.shared().springProperties(), property, "redis-session.checks.on-startup=false",
				"redis-session.metrics.sample-interval=0",
				"management.endpoints.web.exposure.exclude=" + others(exposed))) {
			return application.getBean(SessionChecks.class)
				.run()
				.toCompletableFuture()
				.join()
				.results()
				.stream()
				.filter((one) -> one.id().equals("endpoints"))
				.findFirst()
				.orElseThrow();
		}
	}

}
