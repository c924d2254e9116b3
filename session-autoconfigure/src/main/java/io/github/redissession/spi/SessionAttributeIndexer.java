package io.github.redissession.spi;

import java.util.Collection;

import io.github.redissession.query.IndexedAttribute;

/**
 * Extracts the values of an attribute by which sessions can be found, where a path
 * cannot. Beans of this type complement the properties below
 * {@code redis-session.query.attributes}.
 */
public interface SessionAttributeIndexer {

	/**
	 * Declares what is indexed.
	 * @return the name in queries, the session attribute, no path, and the type
	 */
	IndexedAttribute attribute();

	/**
	 * Returns the values of an attribute that is about to be stored. Many threads call
	 * it; it must neither change the attribute nor wait for anything. If it fails, the
	 * session is stored without values.
	 * @param value the attribute's value
	 * @return strings, numbers, or objects whose {@code toString} is indexed; empty if
	 * there is nothing to index
	 */
	Collection<?> values(Object value);

}
