package io.github.redissession.async;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Admits one of many similar log messages per interval, and counts the others. Safe for
 * use by several threads.
 */
public final class LogRateLimiter {

	private final LongSupplier nanoTime;

	private final long interval;

	private final AtomicLong last;

	private final AtomicLong suppressed = new AtomicLong();

	/**
	 * Creates a limiter that admits the first message.
	 * @param interval the time after an admitted message in which no other is, positive
	 */
	public LogRateLimiter(Duration interval) {
		this(interval, System::nanoTime);
	}

	LogRateLimiter(Duration interval, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.interval = interval.toNanos();
		this.last = new AtomicLong(nanoTime.getAsLong() - this.interval);
	}

	/**
	 * Asks whether a message may be logged now.
	 * @return the number of messages that were suppressed since the last one, or a
	 * negative number if this one is to be suppressed
	 */
	public long admit() {
		long before = this.last.get();
		long now = this.nanoTime.getAsLong();
		if (now - before < this.interval || !this.last.compareAndSet(before, now)) {
			this.suppressed.incrementAndGet();
			return -1;
		}
		return this.suppressed.getAndSet(0);
	}

}
