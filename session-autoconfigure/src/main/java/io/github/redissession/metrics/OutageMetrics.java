package io.github.redissession.metrics;

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionObserver;

/**
 * Counts what was done without the store while it was away, and what became of it.
 */
public final class OutageMetrics implements SessionObserver {

	private final Map<OutageMode, Map<Operation, Counter>> answers = new EnumMap<>(OutageMode.class);

	private final Map<Operation, Counter> notReplicated;

	private final Counter replayed;

	private final Counter dropped;

	/**
	 * Registers the meters.
	 * @param registry where
	 */
	public OutageMetrics(MeterRegistry registry) {
		for (OutageMode mode : OutageMode.values()) {
			this.answers.put(mode, byOperation(registry, "redis.session.outage.answers",
					"Operations that were answered without the store", Tags.of("mode", SessionMetrics.name(mode))));
		}
		this.notReplicated = byOperation(registry, "redis.session.not.replicated",
				"Changes that too few replicas have confirmed", Tags.empty());
		this.replayed = Counter.builder("redis.session.journal.replayed")
			.description("Changes of an outage that were stored after it")
			.register(registry);
		this.dropped = Counter.builder("redis.session.journal.dropped")
			.description("Changes of an outage that are lost")
			.register(registry);
	}

	private static Map<Operation, Counter> byOperation(MeterRegistry registry, String name, String description,
			Tags tags) {
		Map<Operation, Counter> counters = new EnumMap<>(Operation.class);
		for (Operation operation : Operation.values()) {
			counters.put(operation,
					Counter.builder(name)
						.description(description)
						.tags(tags.and("operation", SessionMetrics.name(operation)))
						.register(registry));
		}
		return counters;
	}

	@Override
	public void answeredWithoutStore(Operation operation, OutageMode mode) {
		increment(this.answers.getOrDefault(mode, Map.of()), operation);
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
		increment(this.notReplicated, operation);
	}

	private static void increment(Map<Operation, Counter> counters, Operation operation) {
		Counter counter = counters.get(operation);
		if (counter != null) {
			counter.increment();
		}
	}

}
