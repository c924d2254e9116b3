package io.github.redissession.redis;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.SessionIndex;
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

	private final SessionConnection connection;

	private final SessionKeys keys;

	/**
	 * Creates a reader.
	 * @param connection the connection to Redis
	 * @param keys the keys of the namespace
	 */
	public RedisSessionIndex(SessionConnection connection, SessionKeys keys) {
		this.connection = connection;
		this.keys = keys;
	}

	@Override
	public CompletionStage<List<Entry>> list(IndexName index) {
		return explained("list", index, this.connection.send((batch) -> batch.members(this.keys.index(index), "0")))
			.thenApply((reply) -> reply.stream()
				.map((member) -> new Entry(SessionHash.string(member.getValue()),
						IndexEntries.score(member.getScore())))
				.toList());
	}

	@Override
	public CompletionStage<@Nullable Void> drop(IndexName index, Collection<Entry> entries) {
		String[] dropped = entries.stream()
			.flatMap((entry) -> Stream.of(entry.id(), entry.version()))
			.toArray(String[]::new);
		return explained("repair", index,
				this.connection.send((batch) -> IndexEntries.drop(batch, this.keys.index(index), dropped)))
			.thenApply((number) -> null);
	}

	@Override
	public CompletionStage<Admission> admit(IndexName index, SessionLimit limit, String id, @Nullable String previousId,
			Collection<String> absent) {
		String whenReached = limit.whenReached().name().toLowerCase(Locale.ROOT).replace('_', '-');
		List<byte[]> arguments = SessionHash.list(whenReached, Integer.toString(limit.max()), id,
				Long.toString(RedisSettings.RESERVATION.toMillis()), (previousId != null) ? previousId : "");
		absent.forEach((one) -> arguments.add(SessionHash.bytes(one)));
		return explained("admit " + id + " to", index,
				this.connection.send((batch) -> batch.evalArray(ADMIT, this.keys.index(index), arguments)))
			.thenApply((answer) -> new Admission(SessionHash.string(answer.get(0)).equals("admitted"), id,
					answer.stream().skip(1).map(SessionHash::string).toList()));
	}

	static <T> CompletionStage<T> explained(String what, IndexName index, CompletionStage<T> stage) {
		return RedisFailure.explained("%s the %s index".formatted(what, index.kind()), stage);
	}

}
