package io.github.redissession.redis.tracking.walk;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a walk has done and seen.
 */
final class Report {

	private final Map<String, Integer> troubles = new TreeMap<>();

	private long reads;

	private long failures;

	private long oldest;

	private long old;

	void trouble(String name) {
		this.troubles.merge(name, 1, Integer::sum);
	}

	void failed() {
		this.failures++;
	}

	/**
	 * Records a read.
	 * @param age for how long its answer had been over, in nanoseconds
	 */
	void read(long age) {
		this.reads++;
		this.oldest = Math.max(this.oldest, age);
		if (age > 0) {
			this.old++;
		}
	}

	long reads() {
		return this.reads;
	}

	Duration oldest() {
		return Duration.ofNanos(this.oldest);
	}

	@Override
	public String toString() {
		return "%d reads, %d failed operations, %d reads of a former state, at most %d ms old; %s".formatted(this.reads,
				this.failures, this.old, oldest().toMillis(), this.troubles);
	}

}
