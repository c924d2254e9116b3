package io.github.redissession.redis.tracking.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session was in the server that was responsible for it, and when. A state is a
 * number, {@link #NONE} if there is no such session.
 * <p>
 * Each stay in a state has the earliest time at which it may have begun and the latest at
 * which it may have ended: a change happens between its request and its reply. A change
 * whose outcome is unknown, and one that an unplanned failover may have undone, leaves
 * more than one state possible until the server is asked.
 */
final class History {

	static final int NONE = -1;

	/** Longer than a replica in step lags behind. */
	private static final long LAG = Duration.ofSeconds(1).toNanos();

	private final List<Stay> stays = new ArrayList<>();

	/**
	 * Begins with a session that does not exist.
	 * @param now a {@link System#nanoTime()}
	 */
	History(long now) {
		this.stays.add(new Stay(NONE, now));
	}

	/**
	 * The session may be in a state, and may as well be what it was.
	 * @param from the earliest time of the change
	 */
	void mayBe(int state, long from) {
		if (this.stays.stream().noneMatch((stay) -> stay.state == state && stay.isOpen())) {
			this.stays.add(new Stay(state, from));
		}
	}

	/**
	 * The session was found in a state, of which it may or may not be told.
	 */
	void mayHaveBeen(int state, long from, long until) {
		if (age(state, from, until) > 0) {
			mayBe(state, from);
		}
	}

	/**
	 * The session is in a state, and in no other.
	 * @param from the earliest time of the change
	 * @param until the latest time
	 */
	void is(int state, long from, long until) {
		mayBe(state, from);
		this.stays.stream()
			.filter((stay) -> stay.state != state && stay.isOpen())
			.forEach((stay) -> stay.until = until);
	}

	/**
	 * What was changed just before a time may come back.
	 */
	void mayHaveLost(long time) {
		List<Stay> back = this.stays.stream()
			.filter((stay) -> !stay.isOpen() && stay.until > time - LAG)
			.map((stay) -> new Stay(stay.state, time))
			.toList();
		this.stays.addAll(back);
	}

	/**
	 * Returns for how long a state has certainly been over.
	 * @param from the begin of the request that it answered
	 * @param until the end of the request
	 * @return the time in nanoseconds, zero or negative if it may have been the state
	 * then; {@code Long.MAX_VALUE} if it never was the state
	 */
	long age(int state, long from, long until) {
		return this.stays.stream()
			.filter((stay) -> stay.state == state && stay.from - until <= 0)
			.mapToLong((stay) -> stay.isOpen() ? 0 : from - stay.until)
			.min()
			.orElse(Long.MAX_VALUE);
	}

	@Override
	public String toString() {
		return this.stays.toString();
	}

	/** A period in one state. */
	private static final class Stay {

		private final int state;

		private final long from;

		private long until = Long.MAX_VALUE;

		Stay(int state, long from) {
			this.state = state;
			this.from = from;
		}

		boolean isOpen() {
			return this.until == Long.MAX_VALUE;
		}

		@Override
		public String toString() {
			return "%d from %d until %s".formatted(this.state, this.from / 1_000_000,
					isOpen() ? "now" : String.valueOf(this.until / 1_000_000));
		}

	}

}
