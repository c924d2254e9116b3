package io.github.redissession.cache;

import java.time.Duration;

import io.github.redissession.spi.SessionRecord;

/**
 * A session in the cache.
 *
 * @param record the session as it was read
 * @param asked the {@link System#nanoTime()} at which the read was sent
 * @param epoch the epoch of the cache in which it was read
 * @param bytes its approximate size in memory, in bytes
 */
record CachedSession(SessionRecord record, long asked, Epoch epoch, int bytes) {

	/** Size of the record, its maps and the cache's own node in bytes. */
	private static final int FIXED = 700;

	/** Size of one map entry in bytes. */
	private static final int ENTRY = 120;

	CachedSession(SessionRecord record, long asked, Epoch epoch) {
		this(record, asked, epoch, size(record));
	}

	private static int size(SessionRecord record) {
		long[] size = { FIXED + record.size() };
		record.attributes().keySet().forEach((name) -> size[0] += ENTRY + 2L * name.length());
		record.details().forEach((name, value) -> size[0] += ENTRY + 2L * name.length() + 2L * value.length());
		return (int) Math.min(Integer.MAX_VALUE, size[0]);
	}

	/**
	 * Returns the session as it is now if it has not been changed. Its time is never
	 * behind the store's clock, and ahead of it by no more than the read took.
	 * @param now a {@link System#nanoTime()}
	 */
	SessionRecord at(long now) {
		return this.record.after(Duration.ofNanos(Math.max(0, now - this.asked)));
	}

}
