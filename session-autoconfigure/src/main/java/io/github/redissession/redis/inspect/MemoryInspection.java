package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.KeyValue;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.KeyValueListOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.index.IndexName;
import io.github.redissession.index.IndexRule;
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
 * fourth session in it, the indexes that list it are measured too; the size of an index
 * is divided among its sessions, so that an index counts as often as its share of the
 * sample says. Redis counts 24 bytes for an entry of a table where some allocators
 * reserve 32, so the estimate may be a few percent too low.
 */
public final class MemoryInspection {

	private static final int INDEXED = 4;

	/** A session may have very many values: at most so many entries are measured. */
	private static final int MAX_ENTRIES = 4000;

	/** How many members of a sorted set Redis looks at to estimate its size. */
	private static final int MEMBERS = 100;

	private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

	private final ServerCommands commands;

	private final ServerInspection server;

	private final SearchMemory search;

	private final SessionKeys keys;

	private final IndexRule rule;

	/**
	 * Creates an inspection.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 * @param timeout how long one reply may take
	 */
	public MemoryInspection(SessionConnection connection, RedisSettings settings, Duration timeout) {
		this.commands = new ServerCommands(connection, timeout);
		this.server = new ServerInspection(connection, settings, timeout);
		this.search = new SearchMemory(new ServerCommands(connection.forCommandsToAllServers(timeout), timeout),
				settings.keys());
		this.keys = settings.keys();
		this.rule = settings.indexes();
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
				() -> new ValueListOutput<>(BYTES), key, max);
		return sizeOf(key, number(CommandType.ZCARD, key)).thenCombine(names,
				(size, some) -> (size != null && some != null)
						? new Shard(size, some.stream().map(SessionHash::string).toList()) : null);
	}

	private CompletionStage<MemorySample> sample(long active, List<Shard> shards) {
		long listed = shards.stream().mapToLong((shard) -> shard.size.members).sum();
		long expiryIndex = shards.stream().mapToLong((shard) -> shard.size.bytes).sum();
		List<String> names = shards.stream().flatMap((shard) -> shard.names.stream()).toList();
		List<String> indexed = IntStream.range(0, names.size())
			.filter((i) -> i % INDEXED == 0)
			.mapToObj(names::get)
			.toList();
		return each(names, (name) -> usage(session(name))).thenCombine(indexes(indexed, listed), (bytes, indexes) -> {
			List<Long> sessions = bytes.stream().filter(Objects::nonNull).sorted().toList();
			return new MemorySample(active, listed, sessions, names.size() - sessions.size(), expiryIndex, indexes);
		});
	}

	private CompletionStage<@Nullable IndexSample> indexes(List<String> names, long listed) {
		return each(names, this::entries).thenCompose((entries) -> {
			if (entries.contains(null)) {
				return CompletableFuture.completedFuture(null);
			}
			List<IndexName> all = entries.stream().flatMap(Collection::stream).toList();
			List<IndexName> some = all.subList(0, Math.min(MAX_ENTRIES, all.size()));
			double weight = (double) all.size() / Math.max(1, some.size()) / Math.max(1, names.size());
			Map<IndexName, Long> times = some.stream()
				.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
			List<CompletionStage<IndexSample>> shares = new ArrayList<>();
			times.forEach((index, seen) -> shares.add(share(index, seen * weight)));
			some.stream()
				.filter(IndexName::isTag)
				.map(IndexName::values)
				.distinct()
				.forEach((values) -> shares.add(usage(this.keys.index(values))
					.thenApply((bytes) -> new IndexSample((bytes != null) ? (double) bytes / listed : 0, 0))));
			shares.add(this.search.bytesPerSession().thenApply((bytes) -> new IndexSample(bytes, 0)));
			return Stages.all(shares)
				.thenApply((parts) -> new IndexSample(parts.stream().mapToDouble(IndexSample::bytesPerSession).sum(),
						parts.stream().mapToDouble(IndexSample::keysPerSession).sum()));
		});
	}

	/**
	 * Finds the indexes that list a session, without reading its attributes.
	 */
	private CompletionStage<@Nullable List<IndexName>> entries(String name) {
		byte[] key = session(name);
		return this.commands.ask(CommandType.HKEYS, () -> new ValueListOutput<>(BYTES), (Object) key)
			.thenCompose((found) -> {
				if (found == null) {
					return CompletableFuture.<@Nullable Map<String, String>>completedFuture(null);
				}
				List<String> fields = found.stream()
					.map(SessionHash::string)
					.filter((field) -> !field.startsWith(SessionHash.ATTRIBUTE_PREFIX))
					.toList();
				return fields.isEmpty()
						? CompletableFuture.<@Nullable Map<String, String>>completedFuture(IndexUpkeep.details(name))
						: details(key, fields);
			})
			.thenApply((details) -> (details != null) ? this.rule.indexes(details)
				.stream()
				.map((index) -> new IndexName(index.kind(), index.value()))
				.distinct()
				.toList() : null);
	}

	private CompletionStage<@Nullable Map<String, String>> details(byte[] key, List<String> fields) {
		List<Object> arguments = new ArrayList<>(List.of(key));
		arguments.addAll(fields);
		return this.commands
			.ask(CommandType.HMGET,
					() -> new KeyValueListOutput<>(BYTES, fields.stream().map(SessionHash::bytes).toList()),
					arguments.toArray())
			.thenApply((values) -> (values != null) ? values.stream()
				.filter(KeyValue::hasValue)
				.collect(Collectors.toMap((one) -> SessionHash.string(one.getKey()),
						(one) -> SessionHash.string(one.getValue())))
					: null);
	}

	/**
	 * Measures what a session takes in an index that lists a part of the sessions.
	 * Negative scores tell the order of the sessions in an index and list none.
	 */
	private CompletionStage<IndexSample> share(IndexName index, double part) {
		byte[] key = this.keys.index(index);
		return sizeOf(key,
				index.isOfNumbers() ? number(CommandType.ZCARD, key) : number(CommandType.ZCOUNT, key, "0", "+inf"))
			.thenApply((size) -> (size != null && size.members > 0)
					? new IndexSample(part * size.bytes / size.members, part / size.members) : new IndexSample(0, 0));
	}

	private CompletionStage<@Nullable Size> sizeOf(byte[] key, CompletionStage<@Nullable Long> count) {
		return usage(key).thenCombine(count, (bytes, members) -> (members == null || (bytes == null && members > 0))
				? null : new Size((bytes != null) ? bytes : 0, members));
	}

	private CompletionStage<@Nullable Long> usage(byte[] key) {
		return number(CommandType.MEMORY, "USAGE", key, "SAMPLES", MEMBERS);
	}

	private CompletionStage<@Nullable Long> number(CommandType type, Object... arguments) {
		return this.commands.ask(type, () -> new IntegerOutput<>(BYTES), arguments);
	}

	private byte[] session(String name) {
		return this.keys.session(IndexUpkeep.id(name));
	}

	private static <T extends @Nullable Object> CompletionStage<List<T>> each(List<String> names,
			Function<String, CompletionStage<T>> command) {
		return Stages.all(names.stream().map(command).toList());
	}

	/**
	 * The size of a sorted set; 0 bytes if it does not exist.
	 */
	private record Size(long bytes, long members) {

	}

	/**
	 * A shard of the expiry index.
	 *
	 * @param names the names of some sessions in it
	 */
	private record Shard(Size size, List<String> names) {

	}

}
