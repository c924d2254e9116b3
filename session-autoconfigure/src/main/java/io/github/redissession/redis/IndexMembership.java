package io.github.redissession.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redissession.async.Stages;
import io.github.redissession.index.IndexName;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;

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
		List<IndexName> without = new ArrayList<>(this.indexes);
		if (this.id.equals(other.id)) {
			without.removeAll(other.indexes);
		}
		return without;
	}

	IndexMembership and(IndexMembership other) {
		Set<IndexName> allIndexes = new HashSet<>(this.indexes);
		allIndexes.addAll(other.indexes);
		Set<String> allNames = new HashSet<>(this.expiryNames);
		allNames.addAll(other.expiryNames);
		return new IndexMembership(this.id, allIndexes, allNames);
	}

	/**
	 * Reads the scores of the session's entries, by index and by name in the expiry
	 * index. They are read before the hash, so that an entry which is added later has
	 * another one.
	 */
	CompletionStage<Map<Object, Double>> versions(SessionConnection connection, SessionKeys keys) {
		Map<Object, Double> versions = new ConcurrentHashMap<>();
		List<CompletionStage<Boolean>> all = new ArrayList<>();
		connection.run((batch) -> {
			this.indexes.forEach((index) -> all
				.add(version(batch, keys.index(index), IndexEntries.name(index, this.id), index, versions)));
			this.expiryNames.forEach((name) -> all.add(version(batch, keys.expiry(this.id), name, name, versions)));
		});
		return Stages.all(all).thenApply((done) -> versions);
	}

	private static CompletionStage<Boolean> version(Batch batch, byte[] key, String name, Object entry,
			Map<Object, Double> versions) {
		return batch.score(key, SessionHash.bytes(name))
			.thenApply((score) -> score != null && versions.put(entry, score) == null);
	}

}
