package io.github.redissession.metrics;

import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionObserver;

/**
 * Counts the operations that were answered while the store was unavailable, and what
 * became of their changes.
 */
public final class OutageMetrics implements SessionObserver {

	/** By the ordinals of the mode and the operation. */
	private final Counter[][] answers;

	/** By the ordinal of the operation. */
	private final Counter[] notReplicated;

	private final Counter replayed;

	private final Counter dropped;

	/**
	 * Registers the meters.
	 * @param registry the registry of the meters
	 */
	public OutageMetrics(MeterRegistry registry) {
		Counters counters = new Counters(registry);
		MeterProvider<Counter> answered = counters.tagged("redis.session.outage.answers",
				"Operations that were answered without the store", null);
		this.answers = Stream.of(OutageMode.values())
			.map((mode) -> byOperation(answered, Tags.of("mode", SessionObservations.name(mode))))
			.toArray(Counter[][]::new);
		this.notReplicated = byOperation(counters.tagged("redis.session.not.replicated",
				"Changes that too few replicas confirmed in time", null), Tags.empty());
		this.replayed = counters.single("redis.session.journal.replayed",
				"Changes made during an outage that were stored after it");
		this.dropped = counters.single("redis.session.journal.dropped", "Changes made during an outage that are lost");
	}

	private static Counter[] byOperation(MeterProvider<Counter> counters, Tags tags) {
		return Stream.of(Operation.values())
			.map((operation) -> counters.withTags(tags.and("operation", SessionObservations.name(operation))))
			.toArray(Counter[]::new);
	}

	@Override
	public void answeredWithoutStore(Operation operation, OutageMode mode) {
		this.answers[mode.ordinal()][operation.ordinal()].increment();
	}

	@Override
	public void changeReplayed() {
		this.replayed.increment();
	}

	@Override
	public void changeDropped(String id, String reason) {
		this.dropped.increment();
	}

	@Override
	public void notReplicated(Operation operation) {
		this.notReplicated[operation.ordinal()].increment();
	}

}
