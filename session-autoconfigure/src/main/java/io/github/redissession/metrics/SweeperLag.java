package io.github.redissession.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;

/**
 * The lag of the last sweep, or, if the next one takes too long, the lag of that one so
 * far; the first one is expected from the beginning.
 */
final class SweeperLag {

	private final Duration interval;

	private volatile Sweep last = new Sweep(Duration.ZERO, System.nanoTime());

	SweeperLag(MeterRegistry registry, Duration interval) {
		this.interval = interval;
		TimeGauge.builder("redis.session.sweeper.lag", this, TimeUnit.MILLISECONDS, SweeperLag::millis)
			.description("Longest time between the end of a session and its removal")
			.strongReference(true)
			.register(registry);
	}

	void swept(Duration lag) {
		this.last = new Sweep(lag, System.nanoTime());
	}

	private double millis() {
		Sweep sweep = this.last;
		Duration late = Duration.ofNanos(System.nanoTime() - sweep.ended).minus(this.interval.multipliedBy(2));
		return Math.max(sweep.lag.toMillis(), late.toMillis());
	}

	/**
	 * A sweep that has ended, by {@code System.nanoTime()}.
	 */
	private record Sweep(Duration lag, long ended) {

	}

}
