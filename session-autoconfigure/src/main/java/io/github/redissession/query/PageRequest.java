package io.github.redissession.query;

import org.jspecify.annotations.Nullable;

/**
 * Which part of an answer is wanted.
 *
 * @param limit how many sessions at most, from 1 to {@value #MAX_LIMIT}
 * @param cursor where the page before has ended, {@code null} for the first page; it goes
 * with the same question and the same order only
 * @param sort the order
 */
public record PageRequest(int limit, @Nullable String cursor, SessionSort sort) {

	/** The largest page. */
	public static final int MAX_LIMIT = 1000;

	public PageRequest {
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new SessionQueryException(
					"A page cannot have %d sessions: ask for 1 to %d".formatted(limit, MAX_LIMIT));
		}
	}

	/**
	 * The first page, the newest session first.
	 * @param limit how many sessions at most
	 * @return the request
	 */
	public static PageRequest first(int limit) {
		return new PageRequest(limit, null, SessionSort.NEWEST_FIRST);
	}

	/**
	 * The same in another order, from the beginning.
	 * @param order the order
	 * @return the request
	 */
	public PageRequest sortedBy(SessionSort order) {
		return new PageRequest(this.limit, null, order);
	}

	/**
	 * The page that begins at a cursor.
	 * @param position the cursor of the page before, {@code null} for the first page
	 * @return the request
	 */
	public PageRequest at(@Nullable String position) {
		return new PageRequest(this.limit, position, this.sort);
	}

}
