package io.github.redissession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.IndexName;
import io.github.redissession.IndexRule;
import io.github.redissession.SessionDelta;
import io.github.redissession.SessionRecord;

/**
 * Keeps the indexes in step with a session, by commands in the batch of the session's own
 * command. Before a session becomes visible it is in its indexes, and it leaves them
 * after it has ended, so that a process may die between any two commands.
 * <p>
 * Every session is also in the expiry index, by which its end is noticed. It is listed
 * there under its id and its user, so that both can be forgotten when the session itself
 * is not there any more.
 */
final class IndexUpkeep {

	/** Longer than a session's own end may be ahead of what an index says. */
	private static final Duration KEEP = Duration.ofMinutes(1);

	/**
	 * For how long a session stays listed of which it is not known whether it is there.
	 */
	private static final Duration UNCONFIRMED = Duration.ofDays(1);

	/** For how long nobody may be there to notice that sessions have ended. */
	static final Duration KEEP_EXPIRED = Duration.ofDays(1);

	private static final RedisScript PUT = RedisScript.load("put.lua");

	static final RedisScript DROP = RedisScript.load("drop.lua");

	private final SessionKeys keys;

	private final IndexRule rule;

	IndexUpkeep(SessionKeys keys, IndexRule rule) {
		this.keys = keys;
		this.rule = rule;
	}

	/**
	 * What a delta means for the indexes.
	 * @param before the details of the session before it
	 */
	Change change(SessionDelta delta, Map<String, String> before) {
		boolean isNew = delta.kind() == SessionDelta.Kind.CREATE;
		Place old = isNew ? Place.NOWHERE : place(delta.previousId(), before);
		Duration endsIn = delta.endsIn();
		return new Change(old, place(delta.id(), delta.detailsAfter(before)), endsIn,
				(endsIn != null) ? endsIn.plus(delta.terms().touchInterval()) : null,
				delta.resetsExpiry() || (delta.accessedAgo() != null && delta.relists()));
	}

	/**
	 * Forgets a session that is ended by the same batch.
	 */
	void forget(Batch batch, String id, Map<String, String> details) {
		leave(batch, id, details);
		batch.eval(DROP, this.keys.expiry(id), List.of(bytes(expiryName(id, details)), bytes("unless-due")),
				() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
	}

	/**
	 * Forgets a session everywhere but in the expiry index.
	 */
	void leave(Batch batch, String id, Map<String, String> details) {
		place(id, details).indexes.forEach((index) -> remove(batch, this.keys.index(index), id));
	}

	/**
	 * Lists a session again whose end was not confirmed. If it is over, whoever reads the
	 * indexes finds out.
	 */
	void remember(Batch batch, String id, Map<String, String> details) {
		Place place = place(id, details);
		place.indexes.forEach((index) -> put(batch, this.keys.index(index), "add", id, UNCONFIRMED, KEEP, ""));
		put(batch, this.keys.expiry(id), "add", place.expiryName, Duration.ZERO, KEEP_EXPIRED, "");
	}

	/**
	 * Whether a session is listed at the same places with either details.
	 */
	boolean isSamePlace(String id, Map<String, String> one, Map<String, String> other) {
		return place(id, one).equals(place(id, other));
	}

	private Place place(String id, Map<String, String> details) {
		return new Place(id, Set.copyOf(this.rule.indexes(details)), expiryName(id, details));
	}

	static String expiryName(String id, Map<String, String> details) {
		String principal = details.get(SessionRecord.PRINCIPAL);
		return (principal != null) ? id + " " + principal : id;
	}

	/**
	 * The id in a name in the expiry index.
	 */
	static String id(String expiryName) {
		int end = expiryName.indexOf(' ');
		return (end < 0) ? expiryName : expiryName.substring(0, end);
	}

	/**
	 * The details that a name in the expiry index tells.
	 */
	static Map<String, String> details(String expiryName) {
		int end = expiryName.indexOf(' ');
		return (end < 0) ? Map.of() : Map.of(SessionRecord.PRINCIPAL, expiryName.substring(end + 1));
	}

	private static CompletionStage<Long> put(Batch batch, byte[] key, String action, String name,
			@Nullable Duration endsIn, Duration keep, String previousName) {
		String ends = (endsIn != null) ? Long.toString(endsIn.toMillis()) : "";
		return batch.eval(PUT, key,
				List.of(bytes(action), bytes(name), bytes(ends), bytes(Long.toString(keep.toMillis())),
						bytes(previousName), bytes(keep.equals(KEEP_EXPIRED) ? "1" : "0")),
				() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
	}

	private static void remove(Batch batch, byte[] key, String name) {
		batch.remove(key, bytes(name), bytes("+" + name));
	}

	private static byte[] bytes(String string) {
		return string.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Where a session is listed.
	 *
	 * @param id its name in the indexes
	 * @param indexes the indexes
	 * @param expiryName its name in the expiry index
	 */
	private record Place(String id, Collection<IndexName> indexes, String expiryName) {

		private static final Place NOWHERE = new Place("", Set.of(), "");

	}

	/**
	 * A session that goes from one place to another, which may be the same.
	 */
	final class Change {

		private final Place from;

		private final Place to;

		private final @Nullable Duration endsIn;

		/** An index may be one touch interval behind, but a session must not leave it. */
		private final @Nullable Duration listedFor;

		private final boolean prolongs;

		private final List<CompletionStage<Long>> listed = new ArrayList<>();

		private Change(Place from, Place to, @Nullable Duration endsIn, @Nullable Duration listedFor,
				boolean prolongs) {
			this.from = from;
			this.to = to;
			this.endsIn = endsIn;
			this.listedFor = listedFor;
			this.prolongs = prolongs;
		}

		/**
		 * Puts the session where it will be, before it is visible.
		 */
		void announce(Batch batch) {
			putInto(batch, added());
			if (!this.to.expiryName.equals(this.from.expiryName)) {
				this.listed.add(put(batch, expiry(this.to), "add", this.to.expiryName, this.endsIn, KEEP_EXPIRED, ""));
			}
		}

		/**
		 * Once the session is visible: puts it there again, because a reader may have
		 * dropped what was announced, prolongs it where it stays, and forgets it where it
		 * was.
		 */
		void confirm(Batch batch) {
			putInto(batch, added());
			List<IndexName> left = new ArrayList<>(this.from.indexes);
			if (this.to.id.equals(this.from.id)) {
				left.removeAll(this.to.indexes);
			}
			left.forEach((index) -> remove(batch, key(index), this.from.id));
			if (!this.to.expiryName.equals(this.from.expiryName)) {
				if (!this.from.equals(Place.NOWHERE)) {
					remove(batch, expiry(this.from), this.from.expiryName);
				}
			}
			else if (this.prolongs) {
				this.listed
					.add(put(batch, expiry(this.to), "refresh", this.to.expiryName, this.endsIn, KEEP_EXPIRED, ""));
			}
			if (this.prolongs) {
				List<IndexName> stays = new ArrayList<>(this.to.indexes);
				stays.removeAll(added());
				stays.forEach((index) -> this.listed
					.add(put(batch, key(index), "refresh", this.to.id, this.listedFor, KEEP, "")));
			}
		}

		/**
		 * Undoes an announcement.
		 * @param stays whether the session is still where it was
		 */
		void revert(Batch batch, boolean stays) {
			Change back = new Change(this.to, this.from, this.endsIn, this.listedFor, true);
			if (stays) {
				back.restore(batch);
			}
			else {
				back.withdraw(batch);
			}
			withdraw(batch);
		}

		/**
		 * Forgets the session: it is not there any more. If it was there before, its end
		 * is due for whoever announces such ends.
		 */
		void withdraw(Batch batch) {
			this.to.indexes.forEach((index) -> remove(batch, key(index), this.to.id));
			if (this.to.expiryName.equals(this.from.expiryName)) {
				put(batch, expiry(this.to), "refresh", this.to.expiryName, Duration.ZERO, KEEP_EXPIRED, "");
			}
			else {
				remove(batch, expiry(this.to), this.to.expiryName);
			}
		}

		/**
		 * Puts the session everywhere, whether it is there or not.
		 */
		void restore(Batch batch) {
			putInto(batch, List.copyOf(this.to.indexes));
			put(batch, expiry(this.to), "add", this.to.expiryName, this.endsIn, KEEP_EXPIRED, "");
		}

		/**
		 * Whether every index has the session that should have it. Completes normally
		 * when the batch was answered.
		 */
		CompletionStage<Boolean> isListed() {
			CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
			for (CompletionStage<Long> one : this.listed) {
				all = all.thenCombine(one.exceptionally((ex) -> 0L), (before, present) -> before && present == 1);
			}
			return all;
		}

		private List<IndexName> added() {
			List<IndexName> added = new ArrayList<>(this.to.indexes);
			if (this.to.id.equals(this.from.id)) {
				added.removeAll(this.from.indexes);
			}
			return added;
		}

		private void putInto(Batch batch, List<IndexName> indexes) {
			for (IndexName index : indexes) {
				boolean moves = !this.to.id.equals(this.from.id) && this.from.indexes.contains(index);
				this.listed
					.add(put(batch, key(index), "add", this.to.id, this.listedFor, KEEP, moves ? this.from.id : ""));
			}
		}

		private byte[] key(IndexName index) {
			return IndexUpkeep.this.keys.index(index);
		}

		private byte[] expiry(Place place) {
			return IndexUpkeep.this.keys.expiry(place.id);
		}

	}

}
