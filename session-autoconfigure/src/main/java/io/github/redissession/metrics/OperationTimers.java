package io.github.redissession.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionObserver.Outcome;

/**
 * A timer for each operation and outcome, registered at its first use.
 */
final class OperationTimers {

	private static final Duration[] OBJECTIVES = { Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
			Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500) };

	private static final int OUTCOMES = Outcome.values().length;

	private final Meter.MeterProvider<Timer> provider;

	private final AtomicReferenceArray<@Nullable Timer> timers = new AtomicReferenceArray<>(
			Operation.values().length * OUTCOMES);

	OperationTimers(MeterRegistry registry) {
		this.provider = Timer.builder("redis.session.operation")
			.description("Operations of the session store that requests asked for")
			.serviceLevelObjectives(OBJECTIVES)
			.withRegistry(registry);
	}

	void record(Operation operation, Outcome outcome, Duration took) {
		int index = operation.ordinal() * OUTCOMES + outcome.ordinal();
		Timer timer = this.timers.get(index);
		if (timer == null) {
			timer = this.provider.withTags("operation", SessionObservations.name(operation), "outcome",
					SessionObservations.name(outcome));
			this.timers.set(index, timer);
		}
		timer.record(took);
	}

}
