package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.lettuce.core.KeyValue;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.KeyValueListOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.index.IndexName;
import io.github.redissession.redis.IndexUpkeep;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.client.ServerCommands;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Measures the indexes that list some sessions. The size of an index is divided among its
 * sessions, so that an index counts as often as its share of the sample says.
 */
final class IndexMemory {

	/** A session may have very many values: at most so many entries are measured. */
	private static final int MAX_ENTRIES = 4000;

	private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

	private final ServerCommands commands;

	private final KeyMemory memory;

	private final SearchMemory search;

	private final RedisSettings settings;

	IndexMemory(SessionConnection connection, RedisSettings settings, Duration timeout) {
		this.commands = new ServerCommands(connection, timeout);
		this.memory = new KeyMemory(this.commands);
		this.search = new SearchMemory(new ServerCommands(connection.forCommandsToAllServers(timeout), timeout),
				settings.keys());
		this.settings = settings;
	}

	/**
	 * Measures the indexes of some sessions.
	 * @param names the names of the sessions in the expiry index
	 * @param listed the number of all sessions in the expiry index
	 * @return the sample, {@code null} if an ACL forbids a command
	 */
	CompletionStage<@Nullable IndexSample> sample(List<String> names, long listed) {
		return Stages.all(names.stream().map(this::entries).toList()).thenCompose((entries) -> {
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
				.forEach((values) -> shares.add(this.memory.bytes(this.settings.keys().index(values))
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
		byte[] key = this.settings.keys().session(IndexUpkeep.id(name));
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
			.thenApply((details) -> (details != null) ? this.settings.indexes()
				.indexes(details)
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
	 */
	private CompletionStage<IndexSample> share(IndexName index, double part) {
		byte[] key = this.settings.keys().index(index);
		return (index.isOfNumbers() ? this.memory.sortedSet(key) : this.memory.index(key))
			.thenApply((size) -> (size != null && size.members() > 0)
					? new IndexSample(part * size.bytes() / size.members(), part / size.members())
					: new IndexSample(0, 0));
	}

}
