package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.IndexUpkeep;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.ServerCommands;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Estimates the memory that sessions take from {@code MEMORY USAGE} of a bounded sample
 * of their keys.
 * <p>
 * The sample is drawn from the expiry index, in equal parts from each shard. Of every
 * fourth session in it, the indexes that list it are measured too. Redis counts 24 bytes
 * for an entry of a table where some allocators reserve 32, so the estimate may be a few
 * percent too low.
 */
public final class MemoryInspection {

	private static final int INDEXED = 4;

	private final ServerCommands commands;

	private final ServerInspection server;

	private final KeyMemory memory;

	private final IndexMemory indexes;

	private final SessionKeys keys;

	/**
	 * Creates an inspection.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 * @param timeout how long one reply may take
	 */
	public MemoryInspection(SessionConnection connection, RedisSettings settings, Duration timeout) {
		this.commands = new ServerCommands(connection, timeout);
		this.server = new ServerInspection(connection, settings, timeout);
		this.memory = new KeyMemory(this.commands);
		this.indexes = new IndexMemory(connection, settings, timeout);
		this.keys = settings.keys();
	}

	/**
	 * Measures a sample of the sessions.
	 * @param max the size of the sample, about; at least one session of each shard of the
	 * expiry index is measured
	 * @return the sample, or {@code null} if an ACL forbids a command
	 */
	public CompletionStage<@Nullable MemorySample> sample(int max) {
		int perShard = Math.max(1, max / SessionKeys.EXPIRY_SHARDS);
		List<CompletionStage<@Nullable Shard>> shards = IntStream.range(0, SessionKeys.EXPIRY_SHARDS)
			.mapToObj((shard) -> shard(this.keys.expiry(shard), perShard))
			.toList();
		return this.server.active()
			.thenCompose((active) -> Stages.all(shards)
				.thenCompose((all) -> (active == null || all.contains(null)) ? CompletableFuture.completedFuture(null)
						: sample(active, all)));
	}

	private CompletionStage<@Nullable Shard> shard(byte[] key, int max) {
		CompletionStage<@Nullable List<byte[]>> names = this.commands.ask(CommandType.ZRANDMEMBER,
				() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE), key, max);
		return this.memory.sortedSet(key)
			.thenCombine(names, (size, some) -> (size != null && some != null)
					? new Shard(size, some.stream().map(SessionHash::string).toList()) : null);
	}

	private CompletionStage<MemorySample> sample(long active, List<Shard> shards) {
		long listed = shards.stream().mapToLong((shard) -> shard.size.members()).sum();
		long expiryIndex = shards.stream().mapToLong((shard) -> shard.size.bytes()).sum();
		List<String> names = shards.stream().flatMap((shard) -> shard.names.stream()).toList();
		List<String> indexed = IntStream.range(0, names.size())
			.filter((i) -> i % INDEXED == 0)
			.mapToObj(names::get)
			.toList();
		return Stages
			.all(names.stream().map((name) -> this.memory.bytes(this.keys.session(IndexUpkeep.id(name)))).toList())
			.thenCombine(this.indexes.sample(indexed, listed), (bytes, indexes) -> {
				List<Long> sessions = bytes.stream().filter(Objects::nonNull).sorted().toList();
				return new MemorySample(active, listed, sessions, names.size() - sessions.size(), expiryIndex, indexes);
			});
	}

	/**
	 * A shard of the expiry index.
	 *
	 * @param names the names of some sessions in it
	 */
	private record Shard(KeyMemory.Size size, List<String> names) {

	}

}
