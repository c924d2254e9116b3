package io.github.redissession.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.ScoredValue;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueListOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisFailure;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.spi.Admission;
import io.github.redissession.spi.SessionLimit;

/**
 * Reads the sorted sets which {@link RedisSessionStore} writes.
 */
public final class RedisSessionIndex implements SessionIndex {

	private static final RedisScript ADMIT = RedisScript.load(RedisSessionIndex.class, "admit.lua");

	private final SessionConnection commands;

	private final SessionKeys keys;

	/**
	 * Creates a reader.
	 * @param commands the door to Redis
	 * @param keys spells the keys
	 */
	public RedisSessionIndex(SessionConnection commands, SessionKeys keys) {
		this.commands = commands;
		this.keys = keys;
	}

	@Override
	public CompletionStage<List<Entry>> list(IndexName index) {
		Batch batch = this.commands.batch();
		CompletionStage<List<ScoredValue<byte[]>>> members = batch.members(this.keys.index(index), "0");
		batch.send();
		return explained("list", index, members)
			.thenApply((reply) -> reply.stream().map(RedisSessionIndex::entry).toList());
	}

	private static Entry entry(ScoredValue<byte[]> member) {
		double score = member.getScore();
		return new Entry(SessionHash.string(member.getValue()),
				Double.isInfinite(score) ? "inf" : Long.toString((long) score));
	}

	@Override
	public CompletionStage<@Nullable Void> drop(IndexName index, Collection<Entry> entries) {
		List<byte[]> arguments = new ArrayList<>(2 * entries.size());
		entries.forEach((entry) -> {
			arguments.add(SessionHash.bytes(entry.id()));
			arguments.add(SessionHash.bytes(entry.version()));
		});
		Batch batch = this.commands.batch();
		CompletionStage<Long> dropped = batch.eval(IndexUpkeep.DROP, this.keys.index(index), arguments,
				() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		return explained("mend", index, dropped).thenApply((number) -> null);
	}

	@Override
	public CompletionStage<Admission> admit(IndexName index, SessionLimit limit, String id, @Nullable String previousId,
			Collection<String> absent) {
		String whenReached = limit.whenReached().name().toLowerCase(Locale.ROOT).replace('_', '-');
		List<byte[]> arguments = new ArrayList<>(
				List.of(SessionHash.bytes(whenReached), SessionHash.bytes(Integer.toString(limit.max())),
						SessionHash.bytes(id), SessionHash.millis(RedisSettings.RESERVATION),
						SessionHash.bytes((previousId != null) ? previousId : "")));
		absent.forEach((one) -> arguments.add(SessionHash.bytes(one)));
		Batch batch = this.commands.batch();
		CompletionStage<List<byte[]>> reply = batch.eval(ADMIT, this.keys.index(index), arguments,
				() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		return explained("admit " + id + " to", index, reply)
			.thenApply((answer) -> new Admission(SessionHash.string(answer.get(0)).equals("admitted"), id,
					answer.stream().skip(1).map(SessionHash::string).toList()));
	}

	private static <T> CompletionStage<T> explained(String what, IndexName index, CompletionStage<T> stage) {
		return RedisFailure.explained("%s the %s index".formatted(what, index.kind()), stage);
	}

}
