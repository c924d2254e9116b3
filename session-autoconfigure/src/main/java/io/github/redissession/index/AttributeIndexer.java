package io.github.redissession.index;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Derives details of a session from its attributes, so that the session can be found by
 * them.
 */
public interface AttributeIndexer {

	/**
	 * Whether details are derived from an attribute. This is called for every attribute
	 * that is written, so it must cost next to nothing.
	 * @param attribute the attribute's name
	 * @return {@code false} if {@link #details} would be empty
	 */
	boolean isIndexed(String attribute);

	/**
	 * Returns the details of a session that follow from an attribute. It must not fail,
	 * wait, or change the value.
	 * @param attribute the attribute's name
	 * @param value the attribute's value, {@code null} if it is removed
	 * @return all of these details by name, {@code null} for details that the session
	 * does not have
	 */
	Map<String, @Nullable String> details(String attribute, @Nullable Object value);

}
