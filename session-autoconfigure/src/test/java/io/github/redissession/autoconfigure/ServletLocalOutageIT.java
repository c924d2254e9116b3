package io.github.redissession.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.StoreCircuit;
import io.github.redissession.testing.Browser;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances of a servlet application.
 */
class ServletLocalOutageIT extends LocalOutageContract {

	@RegisterExtension
	static final RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");

	private static ConfigurableApplicationContext a;

	private static ConfigurableApplicationContext b;

	@BeforeAll
	static void startBoth() {
		a = SessionTestApplication.start(redis.springProperties(), PROPERTIES);
		b = SessionTestApplication.start(redis.springProperties(), PROPERTIES);
	}

	@AfterAll
	static void stopBoth() {
		a.close();
		b.close();
	}

	@Test
	void whatBecomesOfAnOutageIsCounted() {
		login(a);
		get(a, "/list?add=before");
		StoreCircuit circuit = a.getBean(StoreCircuit.class);
		double replayed = metric("redis_session_journal_replayed_total");
		circuit.drill(Duration.ofMinutes(1));
		double saved = metric("redis_session_outage_answers_total{mode=\"local\",operation=\"save\"}");
		get(a, "/list?add=during");
		assertThat(metric("redis_session_outage_answers_total{mode=\"local\",operation=\"save\"}"))
			.isGreaterThan(saved);
		assertThat(metric("redis_session_journal_size_sessions")).isEqualTo(1);
		circuit.drill(Duration.ZERO);
		await().until(() -> metric("redis_session_journal_replayed_total") == replayed + 1);
		assertThat(metric("redis_session_journal_size_sessions")).isZero();
		awaitClosed();
		assertThat(get(a, "/list").body()).isEqualTo("[before, during]");
		double dropped = metric("redis_session_journal_dropped_total");
		circuit.drill(Duration.ofMinutes(1));
		get(a, "/list?add=lost");
		redis.sessions().forEach((session) -> redis.cli("DEL", session));
		circuit.drill(Duration.ZERO);
		await().until(() -> metric("redis_session_journal_dropped_total") == dropped + 1);
	}

	private static double metric(String name) {
		return new Browser().get(SessionTestApplication.uri(a, "/actuator/prometheus"))
			.body()
			.lines()
			.filter((line) -> line.startsWith(name + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length() + 1)))
			.findFirst()
			.orElseThrow();
	}

	@Override
	RedisServer redis() {
		return redis;
	}

	@Override
	ConfigurableApplicationContext a() {
		return a;
	}

	@Override
	ConfigurableApplicationContext b() {
		return b;
	}

}
