package io.github.redissession.async;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is let through, and what is counted.
 */
class LogRateLimiterTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final LogRateLimiter limiter = new LogRateLimiter(Duration.ofNanos(10), this.now::get);

	@Test
	void oneIsLetThroughInEachIntervalAndTellsOfTheOthers() {
		assertThat(this.limiter.admit()).isZero();
		assertThat(this.limiter.admit()).isNegative();
		this.now.addAndGet(9);
		assertThat(this.limiter.admit()).isNegative();
		this.now.addAndGet(1);
		assertThat(this.limiter.admit()).isEqualTo(2);
		this.now.addAndGet(10);
		assertThat(this.limiter.admit()).isZero();
	}

}
