package io.github.redissession.codec;

import org.jspecify.annotations.Nullable;

/**
 * Says what is written in place of values whose own form must not or cannot be stored, in
 * every format and at every depth.
 */
interface StandIn {

	/**
	 * Returns whether this rule is meant for the values of a class. It is asked once for
	 * each class, before the class is checked against the allowed ones.
	 */
	boolean replaces(Class<?> type);

	/**
	 * Returns what is written instead of a value, without changing the value. The
	 * stand-in is subject to the same rules as any other value and may be replaced again.
	 * @param value a value of a class that this rule replaces
	 * @return the stand-in; the value itself if it can be written as it is, {@code null}
	 * if nothing of it can
	 */
	@Nullable Object of(Object value);

	/**
	 * Is told that nothing was written in place of a value.
	 * @param value the value
	 * @param field the class and the name of the field that holds it, {@code null} if
	 * unknown
	 */
	default void leftOut(Object value, @Nullable String field) {
	}

	/**
	 * Returns whether a stand-in is of the same class as the value, which must then be
	 * allowed and is written in its own form.
	 */
	default boolean keepsClass() {
		return false;
	}

	/**
	 * Returns whether the value is also replaced for the codecs that the application
	 * defines, because it holds what opens a session or a login.
	 */
	default boolean hidesSecrets() {
		return false;
	}

}
