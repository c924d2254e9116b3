package io.github.redissession.redis;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.redissession.index.IndexName;

/**
 * The places where a session is listed, or where it may be listed.
 *
 * @param id the session's id
 * @param indexes the indexes
 * @param expiryNames its names in the expiry index, of which only a union has several
 */
record IndexMembership(String id, Set<IndexName> indexes, Set<String> expiryNames) {

	static final IndexMembership NOWHERE = new IndexMembership("", Set.of(), Set.of());

	String expiryName() {
		return this.expiryNames.iterator().next();
	}

	/**
	 * Returns the indexes of which another membership has no entry of the same name.
	 */
	List<IndexName> without(IndexMembership other) {
		return this.indexes.stream()
			.filter((index) -> !this.id.equals(other.id) || !other.indexes.contains(index))
			.toList();
	}

	IndexMembership and(IndexMembership other) {
		Set<IndexName> allIndexes = new HashSet<>(this.indexes);
		allIndexes.addAll(other.indexes);
		Set<String> allNames = new HashSet<>(this.expiryNames);
		allNames.addAll(other.expiryNames);
		return new IndexMembership(this.id, allIndexes, allNames);
	}

}
