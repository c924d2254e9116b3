package io.github.redissession.index;

import org.jspecify.annotations.Nullable;

/**
 * Which index.
 *
 * @param kind what it is about, for example users
 * @param value the value that all sessions in it share, for example a user's name; any
 * text
 * @param number the number under which a session is listed; {@code null} if sessions are
 * listed by when they end
 */
public record IndexName(String kind, String value, @Nullable Double number) {

	private static final String USER = "user";

	private static final String TAG = "index";

	private static final String TAG_VALUES = "values";

	private static final String NUMBER = "number";

	/**
	 * An index that lists sessions by when they end.
	 */
	public IndexName(String kind, String value) {
		this(kind, value, null);
	}

	/**
	 * The index of the sessions of one user.
	 * @param principal the user's name as sessions have it
	 * @return the index
	 */
	public static IndexName user(String principal) {
		return new IndexName(USER, principal);
	}

	/**
	 * The index of the sessions with one value of an attribute. It also knows in which
	 * order they began.
	 * @param name the attribute, without a colon
	 * @param text the value
	 * @return the index
	 */
	public static IndexName tag(String name, String text) {
		return new IndexName(TAG, name + ":" + text);
	}

	/**
	 * The list of all values of an attribute that sessions have, or had lately. It lists
	 * values instead of sessions.
	 * @param name the attribute
	 * @return the index
	 */
	public static IndexName tagValues(String name) {
		return new IndexName(TAG_VALUES, name);
	}

	/**
	 * The index of all sessions by the number that they have in an attribute.
	 * @param name the attribute
	 * @param number the number of a session, {@code null} for the index as a whole
	 * @return the index
	 */
	public static IndexName number(String name, @Nullable Double number) {
		return new IndexName(NUMBER, name, number);
	}

	/**
	 * Whether this lists sessions with one value of an attribute.
	 * @return whether it was made by {@link #tag}
	 */
	public boolean isTag() {
		return this.kind.equals(TAG);
	}

	/**
	 * Whether this lists sessions by a number.
	 * @return whether it was made by {@link #number}
	 */
	public boolean isOfNumbers() {
		return this.kind.equals(NUMBER);
	}

	/**
	 * The values to which the value of this belongs.
	 * @return the index of {@link #tagValues} if this is a tag's
	 */
	public IndexName values() {
		return tagValues(this.value.substring(0, this.value.indexOf(':')));
	}

	/**
	 * What the sessions in this have in common.
	 * @return the value of a tag
	 */
	public String text() {
		return this.value.substring(this.value.indexOf(':') + 1);
	}

}
