package io.github.redissession.autoconfigure;

/**
 * What a login is told that a limit refuses.
 */
@FunctionalInterface
interface LoginRefusal {

	/**
	 * Makes the exception.
	 * @param user the user's name
	 * @return what the login ends with
	 */
	RuntimeException refuse(String user);

}
