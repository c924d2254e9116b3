package io.github.redissession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisScript;

/**
 * The commands that add sessions to indexes and remove them. An index is a sorted set;
 * this is how a session is encoded in it: <pre>
 * index                 name            score
 * user:(principal)      id              end in ms, +inf for never
 *                       +id             place: login in us - 8e15, by admit.lua
 * index:(name):(value)  id              end in ms, +inf for never
 *                       +id             beginning in ms - 9e15
 * values:(name)         =value          end of the last session with it
 * number:(name)         id number       the number
 * expiry:(0..15)        id, or          end in ms, +inf for never
 *                       id principal
 *
 * user:   -8.5e15      -8e15               0              now          +inf
 *            |- no place -|---- places ----|- ended, kept -|--- ends ---|
 * index:  -9e15                            0              now          +inf
 *            |--------- beginnings --------|- ended, kept -|--- ends ---|
 * </pre> One set holds both kinds of names, so one script updates both. All that is not
 * an end is scored below zero: {@code ZRANGEBYSCORE 0 +inf} returns sessions only, and
 * {@code -inf (0} the order of logins or beginnings only. Places reach zero in the year
 * 2223, and a double holds every score exactly, because all are below 2^53, about
 * 9.007e15. Sessions without a place get scores just above -8.5e15, below every place, so
 * they count as the oldest.
 * <p>
 * The score of an end is also the entry's version. An entry that is added again gets
 * another score, if need be a millisecond later; so {@code drop.lua} removes only what
 * its reader has seen.
 */
public final class IndexEntries {

	/** Longer than a session may outlive its score in an index. */
	static final Duration KEEP = Duration.ofMinutes(1);

	/** For how long the ends of sessions can still be noticed if no node was running. */
	public static final Duration KEEP_EXPIRED = Duration.ofDays(1);

	/**
	 * Subtracted from a login's time in us to get the score of its place; see admit.lua.
	 */
	static final double PLACE_OFFSET = 8e15;

	/** Instead of never, because an index of numbers does not know its last end. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private static final RedisScript PUT = RedisScript.load(IndexEntries.class, "put.lua");

	private static final RedisScript PUT_NUMBER = RedisScript.load(IndexEntries.class, "put-number.lua");

	private static final RedisScript DROP = RedisScript.load(IndexEntries.class, "drop.lua");

	/** Instead of a score: drops the entry only if its time has not come. */
	static final String UNLESS_DUE = "unless-due";

	/** The end of an existing entry may only become later. */
	private static final String LATER = "0";

	/** The end of an existing entry may also become earlier. */
	private static final String ANY_TIME = "1";

	/** Instead of the score of an entry that did not exist. */
	private static final String NO_SCORE = "-1";

	/** The result of put.lua if the entry exists and ends later. */
	private static final long LONGER = 2;

	private final SessionKeys keys;

	public IndexEntries(SessionKeys keys) {
		this.keys = keys;
	}

	/**
	 * Adds a session to an index.
	 * @param endsIn the time until it ends, {@code null} for never
	 * @param began when it began, as {@code put.lua} expects it
	 * @param previousId the id that it had in the index before, "" for none
	 * @return 1
	 */
	public CompletionStage<Long> add(Batch batch, IndexName index, String id, @Nullable Duration endsIn, String began,
			String previousId) {
		return put(batch, "add", index, id, endsIn, began, previousId);
	}

	/**
	 * Updates the end of a session in an index.
	 * @param earlier whether the end may become earlier; the caller must then verify it
	 * afterwards, because another request may have set another end
	 * @return 1, or 0 if the session is not in the index
	 */
	CompletionStage<Long> refresh(Batch batch, IndexName index, String id, @Nullable Duration endsIn, String began,
			boolean earlier) {
		if (earlier && index.isTag()) {
			return put(batch, this.keys.index(index), "refresh", id, endsIn, KEEP, ANY_TIME, "", began);
		}
		return put(batch, "refresh", index, id, endsIn, began, "");
	}

	/**
	 * Lists a session as its hash says. An index by value may list it for longer; it is
	 * corrected unless its score has changed since then.
	 * @param version the score before the hash was read, {@code null} if there was none
	 * @return whether the entry is right; {@code false} if another request has listed the
	 * session for longer in between
	 */
	CompletionStage<Boolean> correct(Batch batch, IndexName index, String id, @Nullable Duration endsIn, String began,
			@Nullable Double version) {
		if (!index.isTag()) {
			return add(batch, index, id, endsIn, began, "").thenApply((added) -> true);
		}
		listValue(batch, "add", index, endsIn);
		String end = (version != null) ? score(version) : NO_SCORE;
		return put(batch, this.keys.index(index), "add", id, endsIn, KEEP, end, "", began)
			.thenApply((answer) -> answer != LONGER);
	}

	/**
	 * Adds a session to an index or updates its end.
	 * @param action the action of {@code put.lua}: "add"; "confirm" to add a session
	 * again that was added a moment ago, in case a reader has dropped it; or "refresh"
	 */
	public CompletionStage<Long> put(Batch batch, String action, IndexName index, String id, @Nullable Duration endsIn,
			String began, String previousId) {
		byte[] key = this.keys.index(index);
		Double number = index.number();
		if (number != null) {
			String effect = action.equals("refresh") ? action : "add";
			Duration keep = (endsIn != null) ? endsIn.plus(KEEP) : LONGEST;
			return batch.evalInteger(PUT_NUMBER, key,
					SessionHash.list(effect, name(index, id), number.toString(), Long.toString(keep.toMillis())));
		}
		if (!index.isTag()) {
			return put(batch, key, action, id, endsIn, KEEP, LATER, previousId);
		}
		listValue(batch, action.equals("confirm") ? action : "add", index, endsIn);
		return put(batch, key, action, id, endsIn, KEEP, LATER, previousId, began);
	}

	private void listValue(Batch batch, String action, IndexName index, @Nullable Duration endsIn) {
		put(batch, this.keys.index(index.values()), action, "=" + index.text(), endsIn, KEEP, LATER, "");
	}

	/**
	 * Removes a session from an index.
	 */
	CompletionStage<Long> remove(Batch batch, IndexName index, String id) {
		return remove(batch, this.keys.index(index), name(index, id));
	}

	/**
	 * Adds a session to the expiry index, or updates its end there.
	 */
	CompletionStage<Long> expiry(Batch batch, String action, String id, String name, @Nullable Duration endsIn) {
		return put(batch, this.keys.expiry(id), action, name, endsIn, KEEP_EXPIRED, ANY_TIME, "");
	}

	void removeExpiry(Batch batch, String id, String name) {
		remove(batch, this.keys.expiry(id), name);
	}

	/**
	 * Returns the name of a session's entry in an index.
	 */
	static String name(IndexName index, String id) {
		return (index.number() != null) ? id + " " + index.number() : id;
	}

	/**
	 * Removes entries that have not been changed since they were read.
	 * @param namesAndVersions for each entry its name, and the score that it must still
	 * have or {@link #UNLESS_DUE}
	 * @return the number of entries that were removed
	 */
	static CompletionStage<Long> drop(Batch batch, byte[] key, String... namesAndVersions) {
		return batch.evalInteger(DROP, key, SessionHash.list(namesAndVersions));
	}

	private static CompletionStage<Long> remove(Batch batch, byte[] key, String name) {
		return batch.remove(key, SessionHash.bytes(name), SessionHash.bytes("+" + name));
	}

	private static CompletionStage<Long> put(Batch batch, byte[] key, String action, String name,
			@Nullable Duration endsIn, Duration keep, String end, String previousName, String... began) {
		List<byte[]> arguments = new ArrayList<>(6 + began.length);
		arguments.add(SessionHash.bytes(action));
		arguments.add(SessionHash.bytes(name));
		arguments.add((endsIn != null) ? SessionHash.millis(endsIn) : SessionHash.EMPTY);
		arguments.add(SessionHash.millis(keep));
		arguments.add(SessionHash.bytes(previousName));
		arguments.add(SessionHash.bytes(end));
		for (String one : began) {
			arguments.add(SessionHash.bytes(one));
		}
		return batch.evalInteger(PUT, key, arguments);
	}

	/**
	 * Returns a score as scripts see it.
	 */
	static String score(double score) {
		return Double.isInfinite(score) ? "inf" : Long.toString((long) score);
	}

	/**
	 * Reads a score from the reply of a script.
	 */
	static double score(byte[] text) {
		String score = SessionHash.string(text);
		return switch (score) {
			case "inf" -> Double.POSITIVE_INFINITY;
			case "-inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(score);
		};
	}

}
