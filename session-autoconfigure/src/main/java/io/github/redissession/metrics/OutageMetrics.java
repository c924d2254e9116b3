package io.github.redissession.metrics;

import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
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
		this.answers = Stream.of(OutageMode.values())
			.map((mode) -> byOperation(registry, "redis.session.outage.answers",
					"Operations that were answered without the store", Tags.of("mode", SessionMetrics.name(mode))))
			.toArray(Counter[][]::new);
		this.notReplicated = byOperation(registry, "redis.session.not.replicated",
				"Changes that too few replicas confirmed in time", Tags.empty());
		this.replayed = Counter.builder("redis.session.journal.replayed")
			.description("Changes made during an outage that were stored after it")
			.register(registry);
		this.dropped = Counter.builder("redis.session.journal.dropped")
			.description("Changes made during an outage that are lost")
			.register(registry);
	}

	private static Counter[] byOperation(MeterRegistry registry, String name, String description, Tags tags) {
		return Stream.of(Operation.values())
			.map((operation) -> Counter.builder(name)
				.description(description)
				.tags(tags.and("operation", SessionMetrics.name(operation)))
				.register(registry))
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
