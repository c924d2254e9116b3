package io.github.redissession.cache;

import org.jspecify.annotations.Nullable;

/**
 * A period in which the cache is notified of every change, or of none. What was read in
 * one epoch is never used in another.
 */
final class Epoch {

	private final @Nullable String whyOff;

	private volatile long upToDate;

	private Epoch(@Nullable String whyOff, long upToDate) {
		this.whyOff = whyOff;
		this.upToDate = upToDate;
	}

	static Epoch on(long upToDate) {
		return new Epoch(null, upToDate);
	}

	static Epoch off(String why) {
		return new Epoch(why, 0);
	}

	boolean isOn() {
		return this.whyOff == null;
	}

	@Nullable String whyOff() {
		return this.whyOff;
	}

	/**
	 * Returns the {@link System#nanoTime()} up to which the cache has been notified of
	 * all changes.
	 */
	long upToDate() {
		return this.upToDate;
	}

	boolean isUpToDate(long now, CacheSettings settings) {
		return isOn() && now - this.upToDate <= settings.maxStaleness().toNanos();
	}

	void upToDate(long until) {
		this.upToDate = until;
	}

}
