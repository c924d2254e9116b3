package io.github.redissession.query;

/**
 * What the values of a declared attribute are.
 */
public enum IndexType {

	/** Any texts, found by being equal. A session may have several. */
	TAG,
	/** One number, found by its range. */
	NUMERIC

}
