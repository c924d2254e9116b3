package io.github.redissession.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.SearchCommands;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisFailure;

/**
 * Sends commands of Redis Search: on a cluster to any node, over a connection of their
 * own, because a node may wait for ever for another one that is unavailable.
 */
public final class RedisSearchCommands implements SearchCommands {

	/** How long after its last use an index counts as used. */
	private static final Duration USE = Duration.ofDays(1);

	private static final IndexName USED = new IndexName("search", "indexes");

	private final SessionConnection connection;

	private final SessionKeys keys;

	private final IndexEntries entries;

	/**
	 * Creates it.
	 * @param connection the connection to Redis
	 * @param keys the keys of the namespace
	 * @param timeout how long callers wait for a reply
	 */
	public RedisSearchCommands(SessionConnection connection, SessionKeys keys, Duration timeout) {
		this.connection = connection.forCommandsToAllServers(timeout);
		this.keys = keys;
		this.entries = new IndexEntries(keys);
	}

	@Override
	public CompletionStage<List<Object>> send(String command, List<String> arguments) {
		Batch batch = this.connection.batchOrNewConnection();
		CompletionStage<List<Object>> reply = batch.keyless(command, arguments);
		batch.send();
		return RedisFailure.explained(WHAT, reply).thenApply(RedisSearchCommands::texts);
	}

	private static List<Object> texts(List<?> reply) {
		return reply.stream().map(RedisSearchCommands::text).toList();
	}

	private static Object text(@Nullable Object one) {
		if (one instanceof ByteBuffer bytes) {
			return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
		}
		return (one instanceof List<?> list) ? texts(list)
				: (one instanceof byte[] bytes) ? SessionHash.string(bytes) : (one != null) ? one : "";
	}

	@Override
	public CompletionStage<Long> now() {
		return send("TIME", List.of()).thenApply((time) -> Long.parseLong(time.get(0).toString()) * 1000
				+ Long.parseLong(time.get(1).toString()) / 1000);
	}

	@Override
	public boolean isCluster() {
		return this.connection.isCluster();
	}

	@Override
	public String keyPrefix() {
		return SessionHash.string(this.keys.session(""));
	}

	@Override
	public CompletionStage<List<String>> use(String index) {
		return RedisFailure.explained("record the use of an index", this.connection.send((batch) -> {
			this.entries.add(batch, USED, index, USE, "0", "");
			return batch.members(this.keys.index(USED), "0")
				.thenApply((members) -> members.stream().map((one) -> SessionHash.string(one.getValue())).toList());
		}));
	}

}
