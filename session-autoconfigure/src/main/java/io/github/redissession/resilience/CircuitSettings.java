package io.github.redissession.resilience;

import java.time.Duration;

/**
 * When a store is considered unavailable, and when available again.
 *
 * @param timeout the time that an operation may take, positive
 * @param changeTimeout the time that an operation may take without which something would
 * be lost, not less than {@code timeout}
 * @param failureRate the percentage of failed operations that opens the circuit, above 0
 * and up to 100
 * @param window the number of last operations that count, positive
 * @param minimumCalls the number of operations before the circuit may open, positive
 * @param probeInterval the interval between attempts while the store is unavailable
 * @param probes the number of consecutive attempts that must succeed
 */
public record CircuitSettings(Duration timeout, Duration changeTimeout, float failureRate, int window, int minimumCalls,
		Duration probeInterval, int probes) {

	/**
	 * Returns the number of operations after which the circuit may open: never more than
	 * fit in the window.
	 */
	int enoughCalls() {
		return Math.min(this.minimumCalls, this.window);
	}

}
