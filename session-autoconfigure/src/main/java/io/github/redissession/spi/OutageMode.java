package io.github.redissession.spi;

/**
 * How a request is served that needs a session while the store is unavailable.
 */
public enum OutageMode {

	/**
	 * The request goes on as if no user were logged in. It stores nothing, and its client
	 * keeps its cookie.
	 */
	ANONYMOUS,

	/** The request is answered with the status 503. */
	REJECT,

	/**
	 * The request goes on with what this instance knows of the session, and its changes
	 * are stored when the store is available again. A session that the instance does not
	 * know is treated as by {@link #ANONYMOUS}.
	 */
	LOCAL

}
