package io.github.redissession.query;

/**
 * In which order sessions are answered. Sessions that are equal in that are ordered by
 * their ids.
 */
public enum SessionSort {

	/**
	 * The session that began last first, to about a millisecond. The beginning never
	 * changes, so pages in this order have no gaps and no doubles while sessions come and
	 * go.
	 */
	NEWEST_FIRST,
	/** The session that began first first; otherwise as the newest. */
	OLDEST_FIRST,
	/**
	 * The session used last first. A session that is used while somebody pages through
	 * them may be missed.
	 */
	LAST_USED_FIRST,
	/**
	 * The session that ends first unless it is used first, those that never end last. A
	 * session that is used while somebody pages through them may be shown twice.
	 */
	ENDING_FIRST

}
