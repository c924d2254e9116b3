package io.github.redissession.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * A session as this instance has seen it last. Time goes on in it by the clock of this
 * machine, counted from when it was seen.
 *
 * @param record the session
 * @param seen when it was seen, as {@link System#nanoTime()}
 */
record LocalCopy(SessionRecord record, long seen) {

	private static final int OVERHEAD = 500;

	static LocalCopy of(SessionRecord record) {
		return new LocalCopy(record, System.nanoTime());
	}

	/**
	 * Begins a session here.
	 */
	static LocalCopy begin(SessionDelta delta) {
		return of(SessionRecord.begin(delta, Instant.now()));
	}

	/**
	 * Returns the session as it would be read now.
	 */
	SessionRecord now() {
		return this.record.after(Duration.ofNanos(System.nanoTime() - this.seen));
	}

	/**
	 * Returns the session after a change, as the store would have it.
	 */
	LocalCopy with(SessionDelta delta) {
		return of(now().with(delta));
	}

	/**
	 * About how many bytes this takes.
	 */
	int size() {
		long size = OVERHEAD;
		for (Map.Entry<String, byte[]> attribute : this.record.attributes().entrySet()) {
			size += 2L * attribute.getKey().length() + attribute.getValue().length + 64;
		}
		for (Map.Entry<String, String> detail : this.record.details().entrySet()) {
			size += 2L * (detail.getKey().length() + detail.getValue().length()) + 64;
		}
		return (int) Math.min(size, Integer.MAX_VALUE);
	}

}
