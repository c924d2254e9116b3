package io.github.redissession.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The meters that need no Redis.
 */
class SessionMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void aNodeThatHasNeverSweptFallsBehindFromItsStart() {
		SessionMetrics metrics = new SessionMetrics(this.registry, Duration.ofMillis(1));
		await().until(() -> lag() > 10);
		metrics.sweepEnded(Duration.ofHours(1));
		assertThat(lag()).isEqualTo(3_600_000);
	}

	@Test
	void itDoesNotWhileTheFirstSweepIsUnderWay() {
		SessionMetrics metrics = new SessionMetrics(this.registry, Duration.ofHours(1));
		assertThat(lag()).isZero();
		metrics.sweepEnded(Duration.ofMillis(7));
		assertThat(lag()).isEqualTo(7);
	}

	private double lag() {
		return this.registry.get("redis.session.sweeper.lag").timeGauge().value(TimeUnit.MILLISECONDS);
	}

}
