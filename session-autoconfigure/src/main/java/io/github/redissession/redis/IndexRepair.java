package io.github.redissession.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.index.IndexName;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionRecord;

/**
 * Makes the indexes agree with a session's hash after several requests have changed the
 * session at the same time: their commands reach the indexes in another order than the
 * hash. {@link IndexUpkeep} says when that is necessary.
 * <p>
 * One attempt reads the scores of the entries, then the hash, then writes, and then reads
 * the hash again. It is repeated until the hash has not changed meanwhile, so the last
 * request leaves the indexes right. An entry that another request adds in between has
 * another score and is not dropped.
 */
final class IndexRepair {

	private static final RedisScript REINDEX = RedisScript.load(IndexRepair.class, "reindex.lua");

	private static final int MAX_RETRIES = 20;

	private static final byte[] ABSENT = {};

	private final SessionConnection connection;

	private final RedisSettings settings;

	private final IndexUpkeep upkeep;

	IndexRepair(SessionConnection connection, RedisSettings settings) {
		this.connection = connection;
		this.settings = settings;
		this.upkeep = new IndexUpkeep(settings.keys(), settings.indexes());
	}

	/**
	 * Repairs the entries of a session.
	 * @param id the session's id
	 * @param suspects where the session may be listed by mistake, or missing
	 * @param slack for how long indexes list a session beyond its end
	 * @return completes when the entries are right, or the attempts are used up
	 */
	CompletionStage<@Nullable Void> repair(String id, IndexMembership suspects, Duration slack) {
		return repair(id, suspects, slack, MAX_RETRIES);
	}

	private CompletionStage<@Nullable Void> repair(String id, IndexMembership suspects, Duration slack, int retries) {
		return versions(id, suspects).thenCompose((versions) -> read(id).thenCompose((found) -> {
			IndexMembership right = membership(id, found);
			Batch batch = this.connection.batch();
			List<CompletionStage<Boolean>> done = new ArrayList<>();
			if (found != null) {
				put(batch, found, right, suspects, slack, versions, done);
			}
			drop(batch, id, suspects, right, versions, done);
			batch.send();
			// On a cluster the second read might otherwise be answered before the writes.
			return Stages.all(done).thenCompose((alone) -> read(id).thenCompose((now) -> {
				boolean isRight = !alone.contains(false) && membership(id, now).equals(right)
						&& !endsEarlier(now, found);
				return (isRight || retries == 0) ? CompletableFuture.<@Nullable Void>completedFuture(null)
						: repair(id, suspects.and(right), slack, retries - 1);
			}));
		}));
	}

	/**
	 * Whether the indexes list the session for too long now. A request that makes it end
	 * later tells them itself.
	 */
	private static boolean endsEarlier(@Nullable SessionRecord now, @Nullable SessionRecord before) {
		Instant end = (now != null) ? now.expires() : null;
		Instant listed = (before != null) ? before.expires() : null;
		return end != null && (listed == null || end.isBefore(listed));
	}

	/**
	 * Reads the scores. They are read before the hash, so that an entry which is added
	 * later has another one.
	 */
	private CompletionStage<Map<Object, Double>> versions(String id, IndexMembership suspects) {
		Map<Object, Double> versions = new ConcurrentHashMap<>();
		List<CompletionStage<Boolean>> all = new ArrayList<>();
		SessionKeys keys = this.settings.keys();
		Batch batch = this.connection.batch();
		suspects.indexes()
			.forEach((index) -> all
				.add(version(batch, keys.index(index), IndexEntries.name(index, id), index, versions)));
		suspects.expiryNames().forEach((name) -> all.add(version(batch, keys.expiry(id), name, name, versions)));
		batch.send();
		return Stages.all(all).thenApply((done) -> versions);
	}

	private static CompletionStage<Boolean> version(Batch batch, byte[] key, String name, Object entry,
			Map<Object, Double> versions) {
		return batch.score(key, SessionHash.bytes(name))
			.thenApply((score) -> score != null && versions.put(entry, score) == null);
	}

	private CompletionStage<@Nullable SessionRecord> read(String id) {
		return this.connection.send((batch) -> RedisSessionStore.read(batch, id, this.settings));
	}

	private IndexMembership membership(String id, @Nullable SessionRecord found) {
		return (found != null) ? this.upkeep.membership(id, found.details()) : IndexMembership.NOWHERE;
	}

	private void put(Batch batch, SessionRecord found, IndexMembership right, IndexMembership suspects, Duration slack,
			Map<Object, Double> versions, List<CompletionStage<Boolean>> done) {
		Instant expires = found.expires();
		Duration endsIn = (expires != null) ? Duration.between(found.observed(), expires) : null;
		Duration listedFor = (endsIn != null) ? endsIn.plus(slack) : null;
		String began = Long.toString(found.created().toEpochMilli());
		IndexEntries entries = this.upkeep.entries();
		right.indexes()
			.forEach((index) -> done
				.add(entries.correct(batch, index, found.id(), listedFor, began, versions.get(index))));
		if (!suspects.expiryNames().isEmpty()) {
			done.add(entries.expiry(batch, "add", found.id(), right.expiryName(), endsIn).thenApply((added) -> true));
		}
	}

	private void drop(Batch batch, String id, IndexMembership suspects, IndexMembership right,
			Map<Object, Double> versions, List<CompletionStage<Boolean>> done) {
		for (IndexName index : suspects.indexes()) {
			Double version = versions.get(index);
			if (version != null && !right.indexes().contains(index)) {
				done.add(((index.number() != null) ? this.upkeep.entries().remove(batch, index, id)
						: IndexEntries.drop(batch, this.settings.keys().index(index), id, IndexEntries.score(version)))
					.thenApply((number) -> true));
			}
		}
		for (String name : suspects.expiryNames()) {
			Double version = versions.get(name);
			if (version != null && !right.expiryNames().contains(name)) {
				// The end of a session that is over is announced from this entry.
				done.add(
						IndexEntries
							.drop(batch, this.settings.keys().expiry(id), name, right.equals(IndexMembership.NOWHERE)
									? IndexEntries.UNLESS_DUE : IndexEntries.score(version))
							.thenApply((number) -> true));
			}
		}
	}

	/**
	 * Writes the values by which a session is found, and lists it accordingly, unless one
	 * of the attributes from which the values follow has changed.
	 * @return whether they were written
	 */
	CompletionStage<Boolean> reindex(SessionRecord session, Map<String, @Nullable String> details,
			Set<String> attributes, Duration slack) {
		List<byte[]> arguments = SessionHash.list(Integer.toString(attributes.size()));
		attributes.forEach((name) -> {
			arguments.add(SessionHash.bytes(SessionHash.ATTRIBUTE_PREFIX + name));
			arguments.add(session.attributes().getOrDefault(name, ABSENT));
		});
		Map<String, String> after = new HashMap<>(session.details());
		details.forEach((name, value) -> {
			arguments.add(SessionHash.bytes(name));
			arguments.add((value != null) ? SessionHash.bytes(value) : ABSENT);
			after.compute(name, (same, old) -> value);
		});
		IndexMembership suspects = this.upkeep.membership(session.id(), session.details())
			.and(this.upkeep.membership(session.id(), after));
		return this.connection
			.send((batch) -> batch.evalInteger(REINDEX, this.settings.keys().session(session.id()), arguments))
			.thenCompose((done) -> (done == 0) ? CompletableFuture.completedFuture(false)
					: repair(session.id(), suspects, slack).thenApply((nothing) -> true));
	}

}
