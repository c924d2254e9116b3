package io.github.redissession.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionRecord;

/**
 * Lists a session where its hash says, after several have changed it at the same time:
 * their commands reach the indexes in another order than the hash.
 * <p>
 * Whoever may have left an entry too many or too few looks at the hash afterwards, and
 * again until it has not changed meanwhile. So the one who comes last leaves the indexes
 * right. An entry that somebody else puts there in between is not dropped.
 */
final class IndexRepair {

	private static final int MOST_LOOKS = 20;

	private final SessionConnection commands;

	private final RedisSettings settings;

	private final IndexUpkeep upkeep;

	IndexRepair(SessionConnection commands, RedisSettings settings, IndexUpkeep upkeep) {
		this.commands = commands;
		this.settings = settings;
		this.upkeep = upkeep;
	}

	/**
	 * Mends the entries of a session.
	 * @param id the session's id
	 * @param touched where it may be listed and should not, or the other way round
	 * @param slack for how long indexes list a session beyond its end
	 * @return completes when they are mended, or it cannot be done
	 */
	CompletionStage<@Nullable Void> mend(String id, Touched touched, Duration slack) {
		return mend(id, touched, slack, MOST_LOOKS);
	}

	private CompletionStage<@Nullable Void> mend(String id, Touched touched, Duration slack, int looks) {
		return versions(id, touched).thenCompose((versions) -> look(id).thenCompose((found) -> {
			IndexMembership right = place(id, found);
			Batch batch = this.commands.batch();
			List<CompletionStage<Boolean>> done = new ArrayList<>();
			if (found != null) {
				put(batch, found, right, touched, slack, versions, done);
			}
			drop(batch, id, touched, right, versions, done);
			batch.send();
			return all(done).thenCompose((alone) -> look(id).thenCompose((now) -> {
				boolean isMended = alone && place(id, now).equals(right) && !endsEarlier(now, found);
				return (isMended || looks == 0) ? CompletableFuture.<@Nullable Void>completedFuture(null)
						: mend(id, touched.and(right), slack, looks - 1);
			}));
		}));
	}

	/**
	 * Whether nobody came in between. On a cluster a look that is on its way together
	 * with the others may be done before them.
	 */
	private static CompletionStage<Boolean> all(List<CompletionStage<Boolean>> stages) {
		CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
		for (CompletionStage<Boolean> stage : stages) {
			all = all.thenCombine(stage, Boolean::logicalAnd);
		}
		return all;
	}

	/**
	 * Whether the indexes now list it for too long. Who makes it end later tells them.
	 */
	private static boolean endsEarlier(@Nullable SessionRecord now, @Nullable SessionRecord before) {
		Instant end = (now != null) ? now.expires() : null;
		Instant listed = (before != null) ? before.expires() : null;
		return end != null && (listed == null || end.isBefore(listed));
	}

	/**
	 * Read before the hash, so that what is put there later is seen to be newer.
	 */
	private CompletionStage<Map<Object, Double>> versions(String id, Touched touched) {
		CompletionStage<Map<Object, Double>> all = CompletableFuture.completedStage(new HashMap<>());
		Batch batch = this.commands.batch();
		for (IndexName index : touched.indexes()) {
			all = with(all, index,
					batch.score(this.settings.keys().index(index), SessionHash.bytes(IndexEntries.name(index, id))));
		}
		for (String name : touched.expiryNames()) {
			all = with(all, name, batch.score(this.settings.keys().expiry(id), SessionHash.bytes(name)));
		}
		batch.send();
		return all;
	}

	private static CompletionStage<Map<Object, Double>> with(CompletionStage<Map<Object, Double>> all, Object entry,
			CompletionStage<@Nullable Double> version) {
		return all.thenCombine(version, (versions, score) -> {
			if (score != null) {
				versions.put(entry, score);
			}
			return versions;
		});
	}

	private CompletionStage<@Nullable SessionRecord> look(String id) {
		InstantSource clock = this.settings.clock();
		Batch batch = this.commands.batch();
		CompletionStage<@Nullable SessionRecord> found = SessionHash.fetch(batch, this.settings.keys().session(id))
			.thenApply((hash) -> SessionHash.read(id, hash.fields(), hash.ttl(), clock.instant()));
		batch.send();
		return found;
	}

	private IndexMembership place(String id, @Nullable SessionRecord found) {
		return (found != null) ? this.upkeep.place(id, found.details()) : IndexMembership.NOWHERE;
	}

	private void put(Batch batch, SessionRecord found, IndexMembership place, Touched touched, Duration slack,
			Map<Object, Double> versions, List<CompletionStage<Boolean>> done) {
		Instant expires = found.expires();
		Duration endsIn = (expires != null) ? Duration.between(found.observed(), expires) : null;
		Duration listedFor = (endsIn != null) ? endsIn.plus(slack) : null;
		String began = Long.toString(found.created().toEpochMilli());
		IndexEntries entries = this.upkeep.entries();
		place.indexes()
			.forEach((index) -> done
				.add(entries.correct(batch, index, found.id(), listedFor, began, versions.get(index))));
		if (!touched.expiryNames().isEmpty()) {
			done.add(entries.expiry(batch, "add", found.id(), place.expiryName(), endsIn).thenApply((added) -> true));
		}
	}

	private void drop(Batch batch, String id, Touched touched, IndexMembership right, Map<Object, Double> versions,
			List<CompletionStage<Boolean>> done) {
		for (IndexName index : touched.indexes()) {
			Double version = versions.get(index);
			if (version != null && !right.indexes().contains(index)) {
				if (index.number() != null) {
					done.add(this.upkeep.entries().remove(batch, index, id).thenApply((number) -> true));
				}
				else {
					done.add(drop(batch, this.settings.keys().index(index), id, IndexEntries.score(version)));
				}
			}
		}
		for (String name : touched.expiryNames()) {
			Double version = versions.get(name);
			if (version != null && !right.expiryName().equals(name)) {
				// A session that is over is announced from here.
				done.add(drop(batch, this.settings.keys().expiry(id), name,
						right.equals(IndexMembership.NOWHERE) ? "unless-due" : IndexEntries.score(version)));
			}
		}
	}

	private static CompletionStage<Boolean> drop(Batch batch, byte[] key, String name, String version) {
		return batch
			.eval(IndexUpkeep.DROP, key, List.of(SessionHash.bytes(name), SessionHash.bytes(version)),
					() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE))
			.thenApply((number) -> true);
	}

	/**
	 * Where a session may be listed and should not, or the other way round.
	 *
	 * @param indexes indexes
	 * @param expiryNames names in the expiry index
	 */
	record Touched(Set<IndexName> indexes, Set<String> expiryNames) {

		static Touched at(IndexMembership place) {
			return new Touched(place.indexes(),
					place.equals(IndexMembership.NOWHERE) ? Set.of() : Set.of(place.expiryName()));
		}

		Touched and(IndexMembership place) {
			return and(at(place));
		}

		Touched and(Touched other) {
			Set<IndexName> allIndexes = new HashSet<>(this.indexes);
			allIndexes.addAll(other.indexes);
			Set<String> allNames = new HashSet<>(this.expiryNames);
			allNames.addAll(other.expiryNames);
			return new Touched(allIndexes, allNames);
		}

	}

}
