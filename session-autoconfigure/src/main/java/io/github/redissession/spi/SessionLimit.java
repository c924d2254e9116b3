package io.github.redissession.spi;

/**
 * A limit on the number of sessions in an index.
 *
 * @param max the greatest number, at least 1
 * @param whenReached what happens when another session begins
 */
public record SessionLimit(int max, WhenReached whenReached) {

	public SessionLimit {
		if (max < 1) {
			throw new IllegalArgumentException("A session limit must be at least 1, but was " + max);
		}
	}

	/**
	 * What happens when a session begins beyond the limit.
	 */
	public enum WhenReached {

		/** The new session begins, and the one with the earliest login ends. */
		EVICT_OLDEST,
		/**
		 * The new session begins, and the one whose idle timeout would end first ends.
		 */
		EVICT_LEAST_USED,
		/** The new session does not begin. */
		REJECT

	}

}
