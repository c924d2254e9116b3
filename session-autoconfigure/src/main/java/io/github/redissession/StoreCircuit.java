package io.github.redissession;

import java.time.Duration;
import java.time.Instant;

import io.github.redissession.spi.OutageMode;

/**
 * Whether this instance asks the store or knows it to be away. A bean of this type is for
 * those who look after an application; all methods may be called at any time by any
 * thread, and none of them waits.
 */
public interface StoreCircuit {

	/**
	 * What the circuit does.
	 */
	enum State {

		/** The store is asked. */
		CLOSED,
		/** The store is being tried in the background, and not asked by requests. */
		HALF_OPEN,
		/** The store is away and is not asked. */
		OPEN,
		/** The store is not asked although it is there, for practice. */
		DRILL

	}

	/**
	 * What the circuit does now.
	 * @return the state
	 */
	State state();

	/**
	 * Since when it does so.
	 * @return the time of the last change, or of the start
	 */
	Instant since();

	/**
	 * How many sessions have changes that are not stored yet, because they were made
	 * while the store was away.
	 * @return the number, zero unless the mode is {@link OutageMode#LOCAL}
	 */
	int journalSize();

	/**
	 * Behaves as if the store were away, on this instance alone. Afterwards the store is
	 * tried, as after an outage. Another drill replaces one that lasts.
	 * @param duration for how long; zero or negative ends a drill at once
	 */
	void drill(Duration duration);

}
