package io.github.redissession.query;

/**
 * The backend that runs queries.
 */
public enum SearchBackend {

	/**
	 * Redis Search where it is available and complete, otherwise sorted sets, which are
	 * always maintained.
	 */
	AUTO,
	/** Redis Search. */
	SEARCH,
	/** Sorted sets, on any Redis. */
	SETS,
	/** None: nothing is indexed, and every query fails. */
	NONE

}
