package io.github.redissession.benchmark;

/**
 * What a request does with its session.
 */
enum Operation {

	/** Begins a session with five attributes: create, save, save. */
	CREATE("create"),

	/** Uses a session and changes nothing: find, save, find, save. */
	READ("read"),

	/** Sets one attribute to another string: find, save, find, save. */
	CHANGE("change"),

	/**
	 * Changes the id and sets the security context: find, save, find the old id, save.
	 */
	LOGIN("login"),

	/** Ends a session: find, delete, find. */
	LOGOUT("logout"),

	/** Finds the fifty sessions of one user. */
	LIST("list 50");

	private final String label;

	Operation(String label) {
		this.label = label;
	}

	String label() {
		return this.label;
	}

	/** Whether it takes a session away from those that are there. */
	boolean consumes() {
		return this == LOGIN || this == LOGOUT;
	}

}
