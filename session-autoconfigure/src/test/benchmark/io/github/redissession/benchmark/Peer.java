package io.github.redissession.benchmark;

/**
 * A session store under test, as a servlet request with a text body uses it. Every method
 * is one request.
 */
interface Peer extends AutoCloseable {

	/**
	 * Begins a session.
	 * @param user who is logged in from the beginning, "" for nobody
	 * @return the session's id
	 */
	String create(String user);

	/**
	 * Uses a session without a look at its attributes.
	 */
	void read(String id);

	void change(String id, int number);

	/**
	 * Logs a user in.
	 * @return the session's new id
	 */
	String login(String id, String user);

	void logout(String id);

	/**
	 * Finds the sessions of a user.
	 * @return how many there are
	 */
	int list(String user);

	@Override
	void close();

}
