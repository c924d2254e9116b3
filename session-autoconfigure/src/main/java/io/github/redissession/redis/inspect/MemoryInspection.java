package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.IndexUpkeep;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.ServerCommands;

/**
 * Lets the server measure some sessions and the indexes, for those who run the
 * application.
 */
public final class MemoryInspection {

	/** One of so many sessions is looked up in all its indexes. */
	private static final int INDEXED = 4;

	/** An entry of a table: key, value, next. */
	private static final int ENTRY = 24;

	private static final Pattern OLD_VALKEY = Pattern.compile("(7\\.\\d+|8\\.0)(\\..*)?");

	private static final Pattern QUANTUM = Pattern.compile("Quantum size: (\\d+)");

	private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

	private final ServerCommands questions;

	private final ServerInspection server;

	private final KeyMemory memory;

	private final IndexInspection indexes;

	private final SessionKeys keys;

	/**
	 * Creates an inspection.
	 * @param commands the door to Redis
	 * @param settings how sessions are kept
	 * @param patience how long one answer may take
	 */
	public MemoryInspection(SessionConnection commands, RedisSettings settings, Duration patience) {
		this.questions = new ServerCommands(commands, patience);
		this.server = new ServerInspection(commands, settings, patience);
		this.memory = new KeyMemory(this.questions);
		this.keys = settings.keys();
		this.indexes = new IndexInspection(this.questions, this.keys, settings.indexes(),
				new SearchMemory(new ServerCommands(commands.forCommandsToAllServers(patience), patience), this.keys));
	}

	/**
	 * Measures sessions.
	 * @param max how many at most, about
	 * @return what was found, {@code null} if it is forbidden to measure
	 */
	public CompletionStage<@Nullable MemorySample> sample(int max) {
		return entryBytes().thenCompose((entry) -> sample(max, entry));
	}

	/**
	 * {@code MEMORY USAGE} counts 24 bytes for an entry of a table. Most builds of Redis
	 * have an allocator that gives as much, and some, Debian's for example, one that
	 * gives multiples of 16. The tables of Valkey have no such entries since 8.1.
	 */
	private CompletionStage<Integer> entryBytes() {
		return this.questions.ask(CommandType.MEMORY, () -> new ValueOutput<>(BYTES), "MALLOC-STATS")
			.thenCombine(this.server.nodes(), (stats, nodes) -> {
				Matcher quantum = QUANTUM.matcher((stats != null) ? SessionHash.string(stats) : "");
				int step = (quantum.find() && !nodes.stream().allMatch(MemoryInspection::hasNoEntries))
						? Integer.parseInt(quantum.group(1)) : 1;
				return (ENTRY + step - 1) / step * step;
			});
	}

	private static boolean hasNoEntries(ServerNode node) {
		String valkey = node.text("valkey_version");
		return valkey != null && !OLD_VALKEY.matcher(valkey).matches();
	}

	private CompletionStage<@Nullable MemorySample> sample(int max, int tableEntry) {
		return this.server.active().thenCompose((active) -> {
			List<CompletionStage<@Nullable Shard>> shards = new ArrayList<>();
			for (int shard = 0; shard < SessionKeys.EXPIRY_SHARDS; shard++) {
				shards.add(shard(this.keys.expiry(shard), Math.max(1, max / SessionKeys.EXPIRY_SHARDS),
						tableEntry - ENTRY));
			}
			return ServerCommands.all(shards)
				.thenCompose((all) -> (active == null || all.contains(null))
						? CompletableFuture.<@Nullable MemorySample>completedFuture(null)
						: sample(active, tableEntry, all.stream().map(Objects::requireNonNull).toList()));
		});
	}

	private CompletionStage<@Nullable Shard> shard(byte[] key, int max, int extra) {
		return this.memory.table(key, extra).thenCombine(this.memory.members(key), (bytes, entries) -> {
			long known = (entries != null) ? entries : -1;
			return (known >= 0 && (bytes != null || known == 0)) ? new Shard((bytes != null) ? bytes : 0, known) : null;
		})
			.thenCompose((shard) -> (shard == null) ? CompletableFuture.<@Nullable Shard>completedFuture(null)
					: names(key, max).thenCompose((names) -> (names != null) ? measure(shard, names, extra)
							: CompletableFuture.completedFuture(null)));
	}

	private CompletionStage<@Nullable List<byte[]>> names(byte[] key, int max) {
		return this.questions.ask(CommandType.ZRANDMEMBER, () -> new ValueListOutput<>(BYTES), key, max);
	}

	private CompletionStage<Shard> measure(Shard shard, List<byte[]> members, int extra) {
		List<String> names = members.stream().map(SessionHash::string).toList();
		List<CompletionStage<@Nullable Long>> sessions = new ArrayList<>();
		names.forEach((name) -> sessions.add(this.memory.hash(this.keys.session(IndexUpkeep.id(name)), extra)));
		return ServerCommands.all(sessions).thenApply((all) -> new Shard(shard.bytes, shard.listed, names, all));
	}

	private CompletionStage<@Nullable MemorySample> sample(long active, int tableEntry, List<Shard> shards) {
		long listed = shards.stream().mapToLong(Shard::listed).sum();
		List<String> some = shards.stream()
			.flatMap((shard) -> shard.names.stream().limit((shard.names.size() + INDEXED - 1) / INDEXED))
			.toList();
		List<@Nullable Long> measured = shards.stream().flatMap((shard) -> shard.sessions.stream()).toList();
		List<Long> sessions = measured.stream().filter(Objects::nonNull).sorted().toList();
		return this.indexes.measure(some, listed, tableEntry - ENTRY)
			.thenApply((indexes) -> new MemorySample(active, listed, sessions, measured.size() - sessions.size(),
					shards.stream().mapToLong(Shard::bytes).sum(), indexes, tableEntry));
	}

	/**
	 * A part of the expiry index.
	 *
	 * @param names the names of some sessions in it
	 * @param sessions their sizes, {@code null} for those that are not there
	 */
	private record Shard(long bytes, long listed, List<String> names, List<@Nullable Long> sessions) {

		Shard(long bytes, long listed) {
			this(bytes, listed, List.of(), List.of());
		}

	}

}
