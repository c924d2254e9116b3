package io.github.redissession.resilience;

import java.time.Duration;

/**
 * When a store counts as away, and when as back.
 *
 * @param timeout how long an operation may take, positive
 * @param failureRate the share of failed operations in percent that opens the circuit
 * @param window how many of the last operations count
 * @param minimumCalls how many operations it takes at least to open the circuit
 * @param probeInterval how often a store that is away is tried
 * @param probes how many tries have to succeed in a row
 */
public record CircuitSettings(Duration timeout, float failureRate, int window, int minimumCalls, Duration probeInterval,
		int probes) {

	/**
	 * How many operations it really takes: there are never more than the window counts.
	 */
	int enoughCalls() {
		return Math.min(this.minimumCalls, this.window);
	}

}
