package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.redissession.autoconfigure.SessionEventsIT.Listeners;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.redis.expiry.SweepingNode;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A great many sessions end at once while a node is killed.
 */
@ExtendWith(RedisServer.Shared.class)
class ExpiryStormIT {

	private final RedisServer redis;

	private ConfigurableApplicationContext a;

	private ConfigurableApplicationContext b;

	ExpiryStormIT(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void startTwoInstances() {
		this.a = SessionEventsIT.start(WebApplicationType.SERVLET, SessionTestApplication.class, Listeners.class);
		this.b = SessionEventsIT.start(WebApplicationType.SERVLET, SessionTestApplication.class, Listeners.class);
		await().until(() -> SessionEventsIT.listeners(this.redis) == 2);
	}

	@AfterEach
	void stopBoth() {
		this.a.close();
		this.b.close();
	}

	@Test
	void fiveThousandExpiriesAreHeardOnceOnEachNodeAndHandledOnceAlthoughANodeIsKilled() {
		StoredSessionRepository repository = this.a.getBean(StoredSessionRepository.class);
		List<String> ids = new ArrayList<>();
		try (SweepingNode third = SweepingNode.start(this.redis, SessionEventsIT.GRACE, 25)) {
			for (int i = 0; i < 5000; i++) {
				ids.add(SessionEventsIT.create(repository, Duration.ofSeconds(1)));
			}
			await().pollInterval(Duration.ofMillis(5)).until(() -> destroyed(this.a).size() > 1500);
			third.kill();
		}
		int whenKilled = destroyed(this.a).size();
		await().atMost(Duration.ofSeconds(30))
			.until(() -> handled().size() >= 5000 && destroyed(this.b).size() >= 5000);
		await().until(() -> this.redis.keys().stream().noneMatch(ExpiryStormIT::isIndexOrSession));
		assertThat(whenKilled).isLessThan(5000);
		for (ConfigurableApplicationContext node : List.of(this.a, this.b)) {
			assertThat(destroyed(node)).doesNotHaveDuplicates()
				.containsExactlyInAnyOrderElementsOf(
						ids.stream().map((id) -> "destroyed " + id + " Cart[items=[apple]]").toList());
		}
		assertThat(handled()).doesNotHaveDuplicates()
			.containsExactlyInAnyOrderElementsOf(ids.stream().map((id) -> id + " Cart[items=[apple]]").toList());
		for (String key : this.redis.keys()) {
			assertThat((Long) this.redis.cli("PTTL", key)).as(key).isPositive();
		}
	}

	private static boolean isIndexOrSession(String key) {
		return !key.startsWith("session-shop:events:") && !key.startsWith("session-shop:applications:");
	}

	private static Listeners node(ConfigurableApplicationContext node) {
		return node.getBean(Listeners.class);
	}

	private static List<String> destroyed(ConfigurableApplicationContext node) {
		return node(node).heard.stream().filter((event) -> event.startsWith("destroyed")).toList();
	}

	private List<String> handled() {
		List<String> handled = new ArrayList<>(node(this.a).handled);
		handled.addAll(node(this.b).handled);
		return handled;
	}

}
