package io.github.redissession.redis.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Finds out whether scripts are answered as Redis answers them. A proxy, or a server that
 * only resembles Redis, may write a large number or a missing value in another way; then
 * sessions are stored and never found again, without any error.
 */
public final class ScriptProbe {

	private static final RedisScript ANSWER = RedisScript.load(ScriptProbe.class, "answer.lua");

	private static final long NUMBER = 1_790_000_000_123L;

	private static final String TEXT = Long.toString(NUMBER);

	/** What the script asks for, and the only correct reply. */
	private static final List<Expected> ALL = List.of(new Expected("number", List.of(NUMBER)),
			new Expected("text", List.of(TEXT)), new Expected("nothing", Arrays.asList((Object) null)),
			new Expected("list", Arrays.asList(NUMBER, TEXT, null, TEXT, null, "")));

	private final SessionConnection connection;

	private final SessionKeys keys;

	private final String node = UUID.randomUUID().toString();

	/**
	 * Creates a probe.
	 * @param connection the connection to Redis
	 * @param keys the keys of this application
	 */
	public ScriptProbe(SessionConnection connection, SessionKeys keys) {
		this.connection = connection;
		this.keys = keys;
	}

	/**
	 * Runs scripts with known replies, in one round trip.
	 * @return the first reply that is wrong, as text for a person, or {@code null} if all
	 * are right; fails if Redis does not reply or rejects a script
	 */
	public CompletionStage<@Nullable String> wrongReply() {
		byte[] key = this.keys.probe(this.node, 0);
		return this.connection
			.send((batch) -> Stages.all(ALL.stream().map((expected) -> reply(batch, key, expected.what)).toList()))
			.thenApply((replies) -> IntStream.range(0, ALL.size())
				.filter((i) -> !ALL.get(i).reply.equals(replies.get(i)))
				.mapToObj((i) -> "%s instead of %s".formatted(replies.get(i), ALL.get(i).reply))
				.findFirst()
				.orElse(null));
	}

	private static CompletionStage<List<@Nullable Object>> reply(Batch batch, byte[] key, String what) {
		return batch
			.eval(ANSWER, key, List.of(SessionHash.bytes(what), SessionHash.bytes(TEXT)),
					() -> new NestedMultiOutput<>(ByteArrayCodec.INSTANCE))
			.thenApply((reply) -> {
				List<@Nullable Object> values = new ArrayList<>();
				reply.forEach((one) -> values.add(value(one)));
				return values;
			});
	}

	private static @Nullable Object value(@Nullable Object one) {
		return (one instanceof byte[] bytes) ? SessionHash.string(bytes) : one;
	}

	/**
	 * A reply that is known beforehand.
	 */
	private record Expected(String what, List<@Nullable Object> reply) {

	}

}
