package io.github.redissession;

/**
 * Which index.
 *
 * @param kind what it is about, for example users
 * @param value the value that all sessions in it share, for example a user's name; any
 * text
 */
public record IndexName(String kind, String value) {

	private static final String USER = "user";

	/**
	 * The index of the sessions of one user.
	 * @param principal the user's name as sessions have it
	 * @return the index
	 */
	public static IndexName user(String principal) {
		return new IndexName(USER, principal);
	}

}
