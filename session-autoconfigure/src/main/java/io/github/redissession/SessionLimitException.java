package io.github.redissession;

/**
 * A login was refused because the user already has as many sessions as allowed.
 */
public class SessionLimitException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param user the name of the user
	 */
	public SessionLimitException(String user) {
		super("User '" + user + "' has as many sessions as allowed; sign out on another device first");
	}

}
