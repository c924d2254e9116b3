package io.github.redissession.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionObserver.Outcome;

/**
 * A timer for each operation and outcome, registered at its first use.
 */
final class OperationTimers {

	private static final int OUTCOMES = Outcome.values().length;

	private final Function<Tags, Timer> register;

	private final AtomicReferenceArray<@Nullable Timer> timers = new AtomicReferenceArray<>(
			Operation.values().length * OUTCOMES);

	OperationTimers(Function<Tags, Timer> register) {
		this.register = register;
	}

	void record(Operation operation, Outcome outcome, Duration took) {
		int index = operation.ordinal() * OUTCOMES + outcome.ordinal();
		Timer timer = this.timers.get(index);
		if (timer == null) {
			timer = this.register
				.apply(Tags.of("operation", SessionMetrics.name(operation), "outcome", SessionMetrics.name(outcome)));
			this.timers.set(index, timer);
		}
		timer.record(took);
	}

}
