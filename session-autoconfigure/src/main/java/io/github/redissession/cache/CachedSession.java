package io.github.redissession.cache;

import java.time.Duration;

import io.github.redissession.spi.SessionRecord;

/**
 * A session in the cache.
 *
 * @param record the session as it was read
 * @param asked the {@link System#nanoTime()} at which it was asked for, which was not
 * after it was read
 * @param term in which term of the cache it was read
 * @param bytes how much memory it takes, about
 */
record CachedSession(SessionRecord record, long asked, Epoch term, int bytes) {

	/** Of the record, its maps and the cache's own node. */
	private static final int FIXED = 700;

	/** Of one entry of a map. */
	private static final int ENTRY = 120;

	CachedSession(SessionRecord record, long asked, Epoch term) {
		this(record, asked, term, size(record));
	}

	private static int size(SessionRecord record) {
		long[] size = { FIXED + record.size() };
		record.attributes().keySet().forEach((name) -> size[0] += ENTRY + 2L * name.length());
		record.details().forEach((name, value) -> size[0] += ENTRY + 2L * name.length() + 2L * value.length());
		return (int) Math.min(Integer.MAX_VALUE, size[0]);
	}

	/**
	 * The session as it is now if nobody has changed it. The time is never behind the
	 * store's clock, and ahead of it by no more than the read took.
	 * @param now a {@link System#nanoTime()}
	 */
	SessionRecord at(long now) {
		return this.record.after(Duration.ofNanos(Math.max(0, now - this.asked)));
	}

}
