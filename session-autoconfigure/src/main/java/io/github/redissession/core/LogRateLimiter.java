package io.github.redissession.core;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets one of many equal messages through in each interval, and counts those in between.
 * Threads may share it.
 */
final class LogRateLimiter {

	private final LongSupplier nanoTime;

	private final long interval;

	private final AtomicLong last;

	private final AtomicLong heldBack = new AtomicLong();

	LogRateLimiter(Duration interval) {
		this(interval, System::nanoTime);
	}

	LogRateLimiter(Duration interval, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.interval = interval.toNanos();
		this.last = new AtomicLong(nanoTime.getAsLong() - this.interval);
	}

	/**
	 * Asks for a message.
	 * @return how many were held back since the last one, negative if this one is
	 */
	long admit() {
		long before = this.last.get();
		long now = this.nanoTime.getAsLong();
		if (now - before < this.interval || !this.last.compareAndSet(before, now)) {
			this.heldBack.incrementAndGet();
			return -1;
		}
		return this.heldBack.getAndSet(0);
	}

}
