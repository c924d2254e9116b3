package io.github.redissession;

import java.time.Duration;
import java.time.Instant;

import io.github.redissession.spi.OutageMode;

/**
 * The circuit of this instance: whether it calls the store, or knows that the store is
 * unavailable. A bean of this type serves the operators of an application. All methods
 * may be called at any time by any thread, and none of them waits.
 */
public interface StoreCircuit {

	/**
	 * The state of the circuit.
	 */
	enum State {

		/** The store is called. */
		CLOSED,
		/** The store is probed in the background; requests do not call it. */
		HALF_OPEN,
		/** The store is unavailable and is not called. */
		OPEN,
		/** The store is not called although it is available, for practice. */
		DRILL

	}

	/**
	 * Returns the present state.
	 * @return the state
	 */
	State state();

	/**
	 * Returns when the circuit entered this state.
	 * @return the time of the last change, or of the start
	 */
	Instant since();

	/**
	 * Returns how many sessions have changes that are not stored yet, because they were
	 * made while the store was unavailable.
	 * @return the number, zero unless the mode is {@link OutageMode#LOCAL}
	 */
	int journalSize();

	/**
	 * Behaves as if the store were unavailable, on this instance alone. Afterwards the
	 * store is probed, as after an outage. Another drill replaces the present one.
	 * @param duration the length of the drill; zero or negative ends a drill at once
	 */
	void drill(Duration duration);

}
