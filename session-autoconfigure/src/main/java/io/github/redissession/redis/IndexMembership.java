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
record IndexMembership(String id, Set<IndexName> indexes, String expiryName) {

	static final IndexMembership NOWHERE = new IndexMembership("", Set.of(), "");

}
