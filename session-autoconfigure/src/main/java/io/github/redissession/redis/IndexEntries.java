package io.github.redissession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisScript;

/**
 * The commands that put sessions into indexes and take them out. In an index a session
 * has an entry with its id as its name; in one of numbers also with the number, so that
 * its old one and its new one can be told apart.
 */
public final class IndexEntries {

	/** Longer than a session's own end may be ahead of what an index says. */
	static final Duration KEEP = Duration.ofMinutes(1);

	/** For how long nobody may be there to notice that sessions have ended. */
	public static final Duration KEEP_EXPIRED = Duration.ofDays(1);

	/**
	 * Subtracted from a login's time in us to get the score of its place; see admit.lua.
	 */
	static final double PLACE_OFFSET = 8e15;

	/** In place of never, because an index of numbers does not know who lives longest. */
	private static final Duration A_LIFETIME = Duration.ofDays(36_500);

	private static final RedisScript PUT = RedisScript.load(IndexEntries.class, "put.lua");

	private static final RedisScript PUT_NUMBER = RedisScript.load(IndexEntries.class, "put-number.lua");

	/** The end of a session that is there may only go away. */
	private static final String LATER = "0";

	/** The end of a session that is there may also come nearer. */
	private static final String ANY_TIME = "1";

	/** The score of a session that is not there. */
	private static final String NO_SCORE = "-1";

	/** It is there, and for longer. */
	private static final long LONGER = 2;

	private final SessionKeys keys;

	public IndexEntries(SessionKeys keys) {
		this.keys = keys;
	}

	/**
	 * Puts a session into an index.
	 * @param began when it began
	 * @param previousId the id which it had in the index before, "" for none
	 * @return 1
	 */
	public CompletionStage<Long> add(Batch batch, IndexName index, String id, @Nullable Duration endsIn, String began,
			String previousId) {
		return write(batch, "add", index, id, endsIn, began, previousId);
	}

	/**
	 * Puts a session into an index again that was put there a moment ago.
	 * @return 1
	 */
	public CompletionStage<Long> confirm(Batch batch, IndexName index, String id, @Nullable Duration endsIn,
			String began, String previousId) {
		return write(batch, "confirm", index, id, endsIn, began, previousId);
	}

	/**
	 * Tells an index when a session ends that is in it.
	 * @param nearer whether that may be earlier than before; only if somebody looks
	 * afterwards whether it is right, because others may have told something else
	 * @return 1, or 0 if it is not there
	 */
	CompletionStage<Long> refresh(Batch batch, IndexName index, String id, @Nullable Duration endsIn, String began,
			boolean nearer) {
		if (nearer && index.isTag()) {
			return put(batch, this.keys.index(index), "refresh", id, endsIn, KEEP, ANY_TIME, "", began);
		}
		return write(batch, "refresh", index, id, endsIn, began, "");
	}

	/**
	 * Puts a session into an index as its hash says. An index by value may have it listed
	 * for longer, and is put right unless it has heard something else since then.
	 * @param version the score it had before the hash was read, {@code null} if none
	 * @return whether it is right, and not listed for longer by somebody who came in
	 * between
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

	private CompletionStage<Long> write(Batch batch, String action, IndexName index, String id,
			@Nullable Duration endsIn, String began, String previousId) {
		byte[] key = this.keys.index(index);
		Double number = index.number();
		if (number != null) {
			String effect = action.equals("refresh") ? action : "add";
			Duration keep = (endsIn != null) ? endsIn.plus(KEEP) : A_LIFETIME;
			return batch.eval(PUT_NUMBER, key,
					List.of(bytes(effect), bytes(name(index, id)), bytes(number.toString()), SessionHash.millis(keep)),
					IndexEntries::integer);
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
	 * Takes a session out of an index.
	 */
	CompletionStage<Long> remove(Batch batch, IndexName index, String id) {
		return remove(batch, this.keys.index(index), name(index, id));
	}

	/**
	 * Puts a session into the index of when sessions end.
	 */
	CompletionStage<Long> expiry(Batch batch, String action, String id, String name, @Nullable Duration endsIn) {
		return put(batch, this.keys.expiry(id), action, name, endsIn, KEEP_EXPIRED, ANY_TIME, "");
	}

	void removeExpiry(Batch batch, String id, String name) {
		remove(batch, this.keys.expiry(id), name);
	}

	/**
	 * The name of a session's entry in an index.
	 */
	static String name(IndexName index, String id) {
		return (index.number() != null) ? id + " " + index.number() : id;
	}

	private static CompletionStage<Long> remove(Batch batch, byte[] key, String name) {
		return batch.remove(key, bytes(name), bytes("+" + name));
	}

	private static CompletionStage<Long> put(Batch batch, byte[] key, String action, String name,
			@Nullable Duration endsIn, Duration keep, String end, String previousName, String... began) {
		String ends = (endsIn != null) ? Long.toString(endsIn.toMillis()) : "";
		List<byte[]> arguments = new ArrayList<>(List.of(bytes(action), bytes(name), bytes(ends),
				SessionHash.millis(keep), bytes(previousName), bytes(end)));
		for (String one : began) {
			arguments.add(bytes(one));
		}
		return batch.eval(PUT, key, arguments, IndexEntries::integer);
	}

	/**
	 * A score as scripts see it.
	 */
	static String score(double score) {
		return Double.isInfinite(score) ? "inf" : Long.toString((long) score);
	}

	private static IntegerOutput<byte[], byte[]> integer() {
		return new IntegerOutput<>(ByteArrayCodec.INSTANCE);
	}

	private static byte[] bytes(String string) {
		return string.getBytes(StandardCharsets.UTF_8);
	}

}
