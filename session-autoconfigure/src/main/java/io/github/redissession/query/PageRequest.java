package io.github.redissession.query;

import org.jspecify.annotations.Nullable;

/**
 * The size, order and position of a page.
 *
 * @param limit the maximum number of sessions, from 1 to {@value #MAX_LIMIT}
 * @param cursor the cursor of the previous page, {@code null} for the first page; it is
 * valid for the same query in the same order only
 * @param sort the order of the sessions
 */
public record PageRequest(int limit, @Nullable String cursor, SessionSort sort) {

	/** The largest page. */
	public static final int MAX_LIMIT = 1000;

	public PageRequest {
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new SessionQueryException("limit must be 1 to %d, but was %d".formatted(MAX_LIMIT, limit));
		}
	}

	/**
	 * Requests the first page, the newest session first.
	 * @param limit the maximum number of sessions, from 1 to {@value #MAX_LIMIT}
	 * @return the request
	 */
	public static PageRequest first(int limit) {
		return new PageRequest(limit, null, SessionSort.NEWEST_FIRST);
	}

	/**
	 * Requests the first page of the same size in another order.
	 * @param order the order
	 * @return the request
	 */
	public PageRequest sortedBy(SessionSort order) {
		return new PageRequest(this.limit, null, order);
	}

	/**
	 * Requests the page after a cursor.
	 * @param position the cursor of the previous page, {@code null} for the first page
	 * @return the request
	 */
	public PageRequest at(@Nullable String position) {
		return new PageRequest(this.limit, position, this.sort);
	}

}
