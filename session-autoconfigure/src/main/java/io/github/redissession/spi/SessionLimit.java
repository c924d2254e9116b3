package io.github.redissession.spi;

/**
 * How many sessions an index may hold.
 *
 * @param max the greatest number, at least 1
 * @param whenReached what becomes of one more
 */
public record SessionLimit(int max, WhenReached whenReached) {

	public SessionLimit {
		if (max < 1) {
			throw new IllegalArgumentException("A limit of " + max + " sessions lets nobody log in");
		}
	}

	/**
	 * What becomes of a session beyond the limit.
	 */
	public enum WhenReached {

		/** It begins, and the one with the earliest login ends. */
		EVICT_OLDEST,
		/** It begins, and the one that would end first for want of use ends. */
		EVICT_LEAST_USED,
		/** It does not begin. */
		REJECT

	}

}
