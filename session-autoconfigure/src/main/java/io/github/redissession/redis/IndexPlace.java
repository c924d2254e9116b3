package io.github.redissession.redis;

import java.util.Set;

import io.github.redissession.index.IndexName;

/**
 * Where a session is listed.
 *
 * @param id the session's id
 * @param indexes the indexes
 * @param expiryName its name in the expiry index
 */
record IndexPlace(String id, Set<IndexName> indexes, String expiryName) {

	static final IndexPlace NOWHERE = new IndexPlace("", Set.of(), "");

}
