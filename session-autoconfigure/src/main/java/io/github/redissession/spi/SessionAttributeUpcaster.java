package io.github.redissession.spi;

import tools.jackson.databind.JsonNode;

/**
 * Converts the stored content of a class from one version of its schema to the next.
 * <p>
 * A class has version 1 until there is an upcaster for it; with upcasters from 1 to
 * <i>n</i> it has version <i>n</i> + 1, which is stored with its type id. Content of an
 * older version goes through all upcasters from there on when it is read, in memory; it
 * is stored when the application changes the attribute. Content of a newer version cannot
 * be read and is kept.
 * <p>
 * It is called wherever there may be a type id: for an attribute itself and for values
 * whose declared type leaves their class open. A record inside another one is part of the
 * schema of the outer one. The formats are JSON, Smile and CBOR.
 */
public interface SessionAttributeUpcaster {

	/**
	 * Returns the present name of the class.
	 * @return a full class name, as {@link Class#getName()} returns it
	 */
	String type();

	/**
	 * Returns the version that this upcaster reads.
	 * @return 1 or more; there must be one upcaster for each version from the first to
	 * the last
	 */
	int fromVersion();

	/**
	 * Converts the content to the next version.
	 * @param content the stored content without the type id, an object for most classes;
	 * it may be changed and returned
	 * @return the content of the next version; an exception makes the attribute
	 * unreadable
	 */
	JsonNode upcast(JsonNode content);

}
