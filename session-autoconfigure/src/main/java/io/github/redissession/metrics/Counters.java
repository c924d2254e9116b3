package io.github.redissession.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Registers counters.
 *
 * @param registry the registry of the meters
 */
record Counters(MeterRegistry registry) {

	Counter single(String name, String description) {
		return tagged(name, description, null).withTags();
	}

	MeterProvider<Counter> tagged(String name, String description, @Nullable String unit) {
		return Counter.builder(name).description(description).baseUnit(unit).withRegistry(this.registry);
	}

}
