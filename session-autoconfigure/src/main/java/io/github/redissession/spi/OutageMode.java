package io.github.redissession.spi;

/**
 * What becomes of a request that needs a session while the store is away.
 */
public enum OutageMode {

	/**
	 * The request goes on as if nobody were logged in. It stores nothing, and its client
	 * keeps the cookie which it has.
	 */
	ANONYMOUS,

	/** The request is answered with the status 503. */
	REJECT,

	/**
	 * The request goes on with what this instance knows of the session, and its changes
	 * are stored when the store is back. A session of which the instance knows nothing is
	 * treated as by {@link #ANONYMOUS}.
	 */
	LOCAL

}
