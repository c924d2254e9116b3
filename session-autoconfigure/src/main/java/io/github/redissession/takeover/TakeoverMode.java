package io.github.redissession.takeover;

/**
 * How the sessions of Spring Session Data Redis are taken over.
 */
public enum TakeoverMode {

	/** They are not: their clients begin new sessions. */
	OFF,

	/**
	 * Each becomes a session of ours when its client comes, and is removed there. No
	 * instance with Spring Session Data Redis may run any more.
	 */
	ADOPT

}
