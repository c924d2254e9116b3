package io.github.redissession.spi;

/**
 * What became of a {@link SessionDelta}.
 */
public enum SaveResult {

	/** The change is stored. */
	SAVED,

	/**
	 * The session had ended before the change arrived; nothing was written. This is no
	 * error: a logout that has returned wins over every save still in flight.
	 */
	GONE,

	/** A limit forbids the session; nothing was written. */
	REFUSED,

	/**
	 * The session is not as the delta expects it; nothing was written. Only a delta that
	 * expects something is answered so.
	 */
	CONFLICT

}
