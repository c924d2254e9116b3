package io.github.redissession.spi;

/**
 * The result of saving a {@link SessionDelta}.
 */
public enum SaveResult {

	/** The change is stored. */
	SAVED,

	/**
	 * The session had ended before the change arrived; nothing was written. This is not
	 * an error: a logout that has returned wins over every save still in flight.
	 */
	GONE,

	/** A limit forbids the session; nothing was written. */
	REFUSED,

	/**
	 * The session does not fulfil the condition of the delta; nothing was written. Only a
	 * delta with a condition has this result.
	 */
	CONFLICT

}
