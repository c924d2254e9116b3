package io.github.redissession.spi;

/**
 * How many sessions a user may have. A bean of this type replaces
 * {@code redis-session.users.max-sessions}.
 */
@FunctionalInterface
public interface UserLimit {

	/**
	 * Returns the limit of one user. It is called at every login on the thread of the
	 * request, so it should be quick.
	 * @param user the user's name
	 * @return the greatest number of sessions; zero or less for any number
	 */
	int maxSessions(String user);

}
