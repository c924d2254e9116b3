package io.github.redissession.query;

/**
 * The type of a declared attribute.
 */
public enum IndexType {

	/** Texts, which are compared exactly. A session can have several. */
	TAG,
	/** One number, which is compared with ranges. */
	NUMERIC

}
