package io.github.redissession.query;

/**
 * The order of sessions on pages. Sessions with the same time are ordered by their ids.
 */
public enum SessionSort {

	/**
	 * The most recent beginning first, to about a millisecond. The beginning never
	 * changes, so pages in this order have no gaps or duplicates while sessions come and
	 * go.
	 */
	NEWEST_FIRST,
	/** The earliest beginning first, without gaps or duplicates as well. */
	OLDEST_FIRST,
	/**
	 * The most recently used session first. A session that is used while the pages are
	 * read may be missed.
	 */
	LAST_USED_FIRST,
	/**
	 * The session that ends next unless it is used first, sessions that never end last. A
	 * session that is used while the pages are read may appear twice.
	 */
	ENDING_FIRST

}
