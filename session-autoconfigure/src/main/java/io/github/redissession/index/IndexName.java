package io.github.redissession.index;

import org.jspecify.annotations.Nullable;

/**
 * The name of an index.
 *
 * @param kind what it is about, for example users
 * @param value the value that all sessions in it share, for example a user's name; any
 * text
 * @param number the number by which a session is sorted; {@code null} if sessions are
 * sorted by their end
 */
public record IndexName(String kind, String value, @Nullable Double number) {

	private static final String USER = "user";

	private static final String TAG = "index";

	private static final String TAG_VALUES = "values";

	private static final String NUMBER = "number";

	/**
	 * Creates the name of an index that sorts sessions by their end.
	 */
	public IndexName(String kind, String value) {
		this(kind, value, null);
	}

	/**
	 * Returns the index of the sessions of one user.
	 * @param principal the stored name of the user
	 * @return the index
	 */
	public static IndexName user(String principal) {
		return new IndexName(USER, principal);
	}

	/**
	 * Returns the index of the sessions with one value of an attribute. It also sorts
	 * them by their beginning.
	 * @param name the attribute, without a colon
	 * @param text the value
	 * @return the index
	 */
	public static IndexName tag(String name, String text) {
		return new IndexName(TAG, name + ":" + text);
	}

	/**
	 * Returns the index of all values of an attribute that sessions have, or had
	 * recently. It contains values instead of sessions.
	 * @param name the attribute
	 * @return the index
	 */
	public static IndexName tagValues(String name) {
		return new IndexName(TAG_VALUES, name);
	}

	/**
	 * Returns the index of all sessions by the number in an attribute.
	 * @param name the attribute
	 * @param number the number of a session, {@code null} for the index as a whole
	 * @return the index
	 */
	public static IndexName number(String name, @Nullable Double number) {
		return new IndexName(NUMBER, name, number);
	}

	/**
	 * Whether this index contains sessions with one value of an attribute.
	 * @return {@code true} if {@link #tag} has created it
	 */
	public boolean isTag() {
		return this.kind.equals(TAG);
	}

	/**
	 * Whether this index sorts sessions by a number.
	 * @return {@code true} if {@link #number} has created it
	 */
	public boolean isOfNumbers() {
		return this.kind.equals(NUMBER);
	}

	/**
	 * Returns the index of all values of the attribute of this tag.
	 * @return the index that {@link #tagValues} creates
	 */
	public IndexName values() {
		return tagValues(this.value.substring(0, this.value.indexOf(':')));
	}

	/**
	 * Returns the value that the sessions in this index have in common.
	 * @return the value of the tag
	 */
	public String text() {
		return this.value.substring(this.value.indexOf(':') + 1);
	}

}
