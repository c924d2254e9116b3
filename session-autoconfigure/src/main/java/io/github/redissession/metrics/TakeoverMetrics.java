package io.github.redissession.metrics;

import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

import io.github.redissession.spi.SessionObserver;

/**
 * Counts the sessions of another store that are taken over.
 */
public final class TakeoverMetrics implements SessionObserver {

	private final Counter adopted;

	/** By the ordinal of the reason. */
	private final Counter[] refused;

	/**
	 * Registers the meters.
	 * @param registry the registry of the meters
	 */
	public TakeoverMetrics(MeterRegistry registry) {
		Counters counters = new Counters(registry);
		this.adopted = counters
			.tagged("redis.session.takeover.adopted", "Sessions of Spring Session that were taken over", "sessions")
			.withTags();
		MeterProvider<Counter> refusals = counters.tagged("redis.session.takeover.refused",
				"Old cookies for which there was no session to take over", null);
		this.refused = Stream.of(Refusal.values())
			.map((reason) -> refusals.withTag("reason", SessionObservations.name(reason)))
			.toArray(Counter[]::new);
	}

	@Override
	public void sessionAdopted() {
		this.adopted.increment();
	}

	@Override
	public void adoptionRefused(Refusal reason) {
		this.refused[reason.ordinal()].increment();
	}

}
