package io.github.redissession.index;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Says what of an attribute is kept as details of its session, so that the session can be
 * found by it.
 */
public interface AttributeIndexer {

	/** Indexes nothing. */
	AttributeIndexer NONE = new AttributeIndexer() {

		@Override
		public boolean isIndexed(String attribute) {
			return false;
		}

		@Override
		public Map<String, @Nullable String> details(String attribute, @Nullable Object value) {
			return Map.of();
		}

	};

	/**
	 * Whether anything of an attribute is kept. Asked for every attribute that is
	 * written, so it must cost next to nothing.
	 * @param attribute the attribute's name
	 * @return whether {@link #details} has anything to say
	 */
	boolean isIndexed(String attribute);

	/**
	 * The details of a session that follow from an attribute. It must not fail, wait, or
	 * change the value.
	 * @param attribute the attribute's name
	 * @param value the attribute's value, {@code null} if it is removed
	 * @return all of these details by name, {@code null} for those that the session has
	 * not
	 */
	Map<String, @Nullable String> details(String attribute, @Nullable Object value);

}
