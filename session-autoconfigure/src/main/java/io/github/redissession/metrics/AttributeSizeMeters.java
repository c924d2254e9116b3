package io.github.redissession.metrics;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Measures attributes: the largest few by name, all others together, so that an
 * application that generates names does not fill the memory. An attribute that turns out
 * to be larger than the smallest of the few takes its place.
 */
final class AttributeSizeMeters {

	static final int NAMES = 20;

	static final String OTHER = "other";

	private final MeterRegistry registry;

	private final Map<String, Named> named = new ConcurrentHashMap<>();

	private final DistributionSummary other;

	AttributeSizeMeters(MeterRegistry registry) {
		this.registry = registry;
		this.other = meter(OTHER);
	}

	private DistributionSummary meter(String name) {
		return DistributionSummary.builder("redis.session.attribute.size")
			.description("Size of an encoded attribute that was stored")
			.baseUnit("bytes")
			.tag("attribute", name)
			.register(this.registry);
	}

	void record(String name, int bytes) {
		Named known = this.named.get(name);
		if (known == null && (this.named.size() < NAMES || bytes > smallest().largest.get())) {
			known = admit(name, bytes);
		}
		if (known != null) {
			known.largest.accumulateAndGet(bytes, Math::max);
			known.meter.record(bytes);
		}
		else {
			this.other.record(bytes);
		}
	}

	private synchronized @Nullable Named admit(String name, int bytes) {
		Named known = this.named.get(name);
		if (known != null || OTHER.equals(name)) {
			return known;
		}
		if (this.named.size() >= NAMES) {
			Named smallest = smallest();
			if (bytes <= smallest.largest.get()) {
				return null;
			}
			this.named.remove(smallest.name);
			this.registry.remove(smallest.meter);
		}
		Named admitted = new Named(name, meter(name), new AtomicInteger());
		this.named.put(name, admitted);
		return admitted;
	}

	private Named smallest() {
		return this.named.values().stream().min(Comparator.comparingInt((one) -> one.largest.get())).orElseThrow();
	}

	private record Named(String name, DistributionSummary meter, AtomicInteger largest) {

	}

}
