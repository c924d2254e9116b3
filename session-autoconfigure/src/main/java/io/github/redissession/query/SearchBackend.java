package io.github.redissession.query;

/**
 * By what questions are answered.
 */
public enum SearchBackend {

	/**
	 * Redis Search where it is complete, otherwise sorted sets, which are kept in any
	 * case.
	 */
	AUTO,
	/** Redis Search. */
	SEARCH,
	/** Sorted sets, on any Redis. */
	SETS,
	/** Nothing: nothing is kept, and no question is answered. */
	NONE

}
