package io.github.redissession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.IndexName;
import io.github.redissession.SessionRecord;

/**
 * Lets the server measure some sessions and the indexes, for those who run the
 * application.
 */
public final class MemoryInspection {

	/** How many members of a sorted set the server looks at. */
	private static final int MEMBERS = 100;

	/** An entry of a table: key, value, next. */
	private static final int ENTRY = 24;

	private static final Pattern QUANTUM = Pattern.compile("Quantum size: (\\d+)");

	private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

	private final Questions questions;

	private final ServerInspection server;

	private final SessionKeys keys;

	/**
	 * Creates an inspection.
	 * @param commands the door to Redis
	 * @param settings how sessions are kept
	 * @param patience how long one answer may take
	 */
	public MemoryInspection(RedisCommands commands, RedisSettings settings, Duration patience) {
		this.questions = new Questions(commands, patience);
		this.server = new ServerInspection(commands, settings, patience);
		this.keys = settings.keys();
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
	 * gives multiples of 16.
	 */
	private CompletionStage<Integer> entryBytes() {
		return this.questions.ask(CommandType.MEMORY, () -> new ValueOutput<>(BYTES), "MALLOC-STATS")
			.thenApply((stats) -> {
				Matcher quantum = QUANTUM.matcher((stats != null) ? SessionHash.string(stats) : "");
				int step = quantum.find() ? Integer.parseInt(quantum.group(1)) : 1;
				return (ENTRY + step - 1) / step * step;
			});
	}

	private CompletionStage<@Nullable MemorySample> sample(int max, int tableEntry) {
		return this.server.active().thenCompose((active) -> {
			List<CompletionStage<@Nullable Shard>> shards = new ArrayList<>();
			for (int shard = 0; shard < SessionKeys.EXPIRY_SHARDS; shard++) {
				shards.add(shard(this.keys.expiry(shard), Math.max(1, max / SessionKeys.EXPIRY_SHARDS),
						tableEntry - ENTRY));
			}
			return Questions.all(shards)
				.thenApply((all) -> (active == null || all.contains(null)) ? null
						: sample(active, tableEntry, all.stream().map(Objects::requireNonNull).toList()));
		});
	}

	private CompletionStage<@Nullable Shard> shard(byte[] key, int max, int extra) {
		return memory(key, MEMBERS).thenCombine(number(CommandType.ZCARD, key), (bytes, entries) -> {
			long known = (entries != null) ? entries : -1;
			return (known >= 0 && (bytes != null || known == 0))
					? new Shard((bytes != null) ? bytes + extra * known : 0, known) : null;
		})
			.thenCompose((shard) -> (shard == null) ? CompletableFuture.<@Nullable Shard>completedFuture(null)
					: members(key, max).thenCompose((names) -> (names != null) ? measure(shard, names, extra)
							: CompletableFuture.completedFuture(null)));
	}

	private CompletionStage<@Nullable List<byte[]>> members(byte[] key, int max) {
		return this.questions.ask(CommandType.ZRANDMEMBER, () -> new ValueListOutput<>(BYTES), key, max);
	}

	private CompletionStage<@Nullable Shard> measure(Shard shard, List<byte[]> names, int extra) {
		List<CompletionStage<Entry>> entries = new ArrayList<>();
		names.forEach((name) -> entries.add(entry(SessionHash.string(name), extra)));
		return Questions.all(entries).thenApply((all) -> new Shard(shard.bytes, shard.listed, all));
	}

	private CompletionStage<Entry> entry(String name, int extra) {
		String principal = IndexUpkeep.details(name).get(SessionRecord.PRINCIPAL);
		CompletionStage<@Nullable Long> session = session(this.keys.session(IndexUpkeep.id(name)), extra);
		if (principal == null) {
			return session.thenApply((bytes) -> new Entry(bytes, null, null));
		}
		byte[] user = this.keys.index(IndexName.user(principal));
		return session.thenCombine(memory(user, MEMBERS), (bytes, index) -> new Entry(bytes, index, null))
			.thenCombine(number(CommandType.ZCARD, user),
					(entry, sessions) -> new Entry(entry.bytes, entry.userIndex, sessions));
	}

	/**
	 * A large hash is a table itself.
	 */
	private CompletionStage<@Nullable Long> session(byte[] key, int extra) {
		CompletionStage<@Nullable Long> bytes = memory(key, 0);
		if (extra == 0) {
			return bytes;
		}
		CompletionStage<Boolean> table = this.questions
			.ask(CommandType.OBJECT, () -> new ValueOutput<>(BYTES), "ENCODING", key)
			.thenApply((encoding) -> encoding != null && SessionHash.string(encoding).equals("hashtable"));
		return number(CommandType.HLEN, key)
			.thenCombine(table, (fields, isTable) -> (fields != null && isTable) ? extra * (fields + 1) : 0L)
			.thenCombine(bytes, (more, measured) -> (measured != null) ? Long.valueOf(measured + more) : null);
	}

	private CompletionStage<@Nullable Long> memory(byte[] key, int samples) {
		return this.questions.ask(CommandType.MEMORY, () -> new IntegerOutput<>(BYTES), "USAGE", key, "SAMPLES",
				samples);
	}

	private CompletionStage<@Nullable Long> number(CommandType command, byte[] key) {
		return this.questions.ask(command, () -> new IntegerOutput<>(BYTES), (Object) key);
	}

	private static MemorySample sample(long active, int tableEntry, List<Shard> shards) {
		List<Entry> entries = shards.stream().flatMap((shard) -> shard.entries.stream()).toList();
		List<Long> sessions = entries.stream().map(Entry::bytes).filter(Objects::nonNull).sorted().toList();
		return new MemorySample(active, shards.stream().mapToLong(Shard::listed).sum(), sessions,
				entries.size() - sessions.size(), shards.stream().mapToLong(Shard::bytes).sum(),
				entries.stream().mapToDouble(Entry::userIndexBytes).average().orElse(0), tableEntry,
				entries.stream().mapToDouble(Entry::userKeys).average().orElse(0));
	}

	/**
	 * A part of the expiry index.
	 */
	private record Shard(long bytes, long listed, List<Entry> entries) {

		Shard(long bytes, long listed) {
			this(bytes, listed, List.of());
		}

	}

	/**
	 * A session that was measured.
	 *
	 * @param bytes its size, {@code null} if it is not there
	 * @param userIndex the size of its user's index
	 * @param userSessions how many sessions that has
	 */
	private record Entry(@Nullable Long bytes, @Nullable Long userIndex, @Nullable Long userSessions) {

		double userIndexBytes() {
			return (this.userIndex != null && this.userSessions != null && this.userSessions > 0)
					? (double) this.userIndex / this.userSessions : 0;
		}

		double userKeys() {
			return (this.userIndex != null && this.userSessions != null && this.userSessions > 0)
					? 1.0 / this.userSessions : 0;
		}

	}

}
