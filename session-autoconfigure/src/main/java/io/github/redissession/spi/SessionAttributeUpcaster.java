package io.github.redissession.spi;

import tools.jackson.databind.JsonNode;

/**
 * Brings the stored content of a class from one version of its schema to the next.
 * <p>
 * A class has version 1 until there is an upcaster for it; with upcasters from 1 to
 * <i>n</i> it has version <i>n</i> + 1, which is stored with its type id. Content of an
 * older version goes through all upcasters from there on when it is read, in memory; it
 * is stored when the application changes the attribute. Content of a newer version cannot
 * be read, and is kept.
 * <p>
 * It is called wherever a type id may stand: for an attribute itself and for values whose
 * declared type leaves their class open. A record inside another one is part of that
 * one's schema. The formats are JSON, Smile and CBOR.
 */
public interface SessionAttributeUpcaster {

	/**
	 * The class by its present name.
	 * @return a full class name, as {@link Class#getName()} gives it
	 */
	String type();

	/**
	 * The version that this upcaster reads.
	 * @return 1 or more; there is one upcaster for each version from the first to the
	 * last
	 */
	int fromVersion();

	/**
	 * Brings the content to the next version.
	 * @param content what is stored without the type id, an object for most classes; it
	 * may be changed and returned
	 * @return the content of the next version; an exception makes the attribute
	 * unreadable
	 */
	JsonNode upcast(JsonNode content);

}
