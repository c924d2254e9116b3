package io.github.redissession.spi;

import java.util.Collection;

import io.github.redissession.query.IndexedAttribute;

/**
 * Says by which values of an attribute sessions can be found, where a path cannot. Beans
 * of this type are declared beside the properties below
 * {@code redis-session.query.attributes}.
 */
public interface SessionAttributeIndexer {

	/**
	 * What is indexed.
	 * @return the name in questions, the session attribute, no path, and the type
	 */
	IndexedAttribute attribute();

	/**
	 * The values of an attribute that is about to be stored. Called by many threads; it
	 * must neither change the attribute nor wait for anything. If it fails, the session
	 * is stored without values.
	 * @param value the attribute's value
	 * @return strings, numbers, or anything whose {@code toString} is meant; none for
	 * nothing to index
	 */
	Collection<?> values(Object value);

}
