package io.github.redissession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScoredValueScanCursor;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueListOutput;
import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.ScoreRange;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisFailure;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.spi.SessionRecord;

/**
 * Reads hashes and sorted sets in steps, each of which is bounded for Redis as well.
 */
public final class RedisSessionCatalog implements SessionCatalog {

	private static final RedisScript PAGE = RedisScript.load(RedisSessionCatalog.class, "page.lua");

	private static final RedisScript COUNT = RedisScript.load(RedisSessionCatalog.class, "count.lua");

	private static final String EXPIRY = "expiry";

	private final SessionConnection commands;

	private final RedisSettings settings;

	private final List<byte[]> fields;

	private final Duration slack;

	private final Reindexing reindexing;

	/**
	 * Creates a catalog.
	 * @param commands the door to Redis
	 * @param settings how sessions are kept
	 * @param details the names of the details by which sessions can be found
	 * @param slack for how long an index may list a session beyond its end: the longest
	 * touch interval
	 */
	public RedisSessionCatalog(SessionConnection commands, RedisSettings settings, Collection<String> details,
			Duration slack) {
		this.commands = commands;
		this.settings = settings;
		Set<String> all = new LinkedHashSet<>(SessionHash.SUMMARY);
		all.addAll(details);
		this.fields = all.stream().map(SessionHash::bytes).toList();
		this.slack = slack;
		this.reindexing = new Reindexing(commands, settings, slack);
	}

	@Override
	public List<IndexName> everything() {
		return IntStream.range(0, SessionKeys.EXPIRY_SHARDS)
			.mapToObj((shard) -> new IndexName(EXPIRY, Integer.toString(shard)))
			.toList();
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> look(Collection<String> ids) {
		Batch batch = this.commands.batch();
		CompletionStage<Map<String, SessionRecord>> all = CompletableFuture.completedStage(new LinkedHashMap<>());
		for (String id : ids) {
			byte[] key = this.settings.keys().session(id);
			CompletionStage<List<KeyValue<byte[], byte[]>>> hash = batch.fields(key, this.fields);
			CompletionStage<@Nullable SessionRecord> one = hash.thenCombine(batch.timeToLive(key),
					(read, ttl) -> SessionHash.read(id, map(read), ttl, this.settings.clock().instant()));
			all = all.thenCombine(one, (found, record) -> {
				if (record != null) {
					found.put(id, record);
				}
				return found;
			});
		}
		batch.send();
		return RedisFailure.explained("look at " + ids.size() + " sessions", all);
	}

	private static Map<String, byte[]> map(List<KeyValue<byte[], byte[]>> fields) {
		Map<String, byte[]> map = new HashMap<>();
		fields.forEach((field) -> field.ifHasValue((value) -> map.put(SessionHash.string(field.getKey()), value)));
		return map;
	}

	@Override
	public CompletionStage<List<Entry>> page(IndexName index, ScoreRange range, @Nullable Entry after,
			boolean descending, int max) {
		Batch batch = this.commands.batch();
		CompletionStage<List<byte[]>> reply = batch.eval(PAGE, this.settings.keys().index(index),
				List.of(SessionHash.bytes(range.min()), SessionHash.bytes(range.max()),
						SessionHash.bytes((after != null) ? Double.toString(after.score()) : ""),
						SessionHash.bytes((after != null) ? after.name() : ""),
						SessionHash.bytes(descending ? "down" : "up"), SessionHash.bytes(Integer.toString(max))),
				() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		return explained("read", index, reply).thenApply(RedisSessionCatalog::entries);
	}

	private static List<Entry> entries(List<byte[]> reply) {
		List<Entry> entries = new ArrayList<>(reply.size() / 3);
		for (int i = 0; i + 2 < reply.size(); i += 3) {
			entries.add(new Entry(SessionHash.string(reply.get(i)), score(reply.get(i + 1)),
					SessionHash.string(reply.get(i + 2))));
		}
		return entries;
	}

	private static double score(byte[] text) {
		String score = SessionHash.string(text);
		return switch (score) {
			case "inf" -> Double.POSITIVE_INFINITY;
			case "-inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(score);
		};
	}

	@Override
	public CompletionStage<Scan> scan(IndexName index, String cursor, int count) {
		Batch batch = this.commands.batch();
		CompletionStage<ScoredValueScanCursor<byte[]>> reply = batch.scan(this.settings.keys().index(index), cursor,
				count);
		batch.send();
		return explained("scan", index, reply).thenApply((read) -> new Scan(
				read.getValues().stream().map((value) -> IndexUpkeep.id(SessionHash.string(value.getValue()))).toList(),
				read.getCursor()));
	}

	@Override
	public CompletionStage<List<Tally>> count(List<IndexName> indexes) {
		Batch batch = this.commands.batch();
		CompletionStage<List<Tally>> all = CompletableFuture.completedStage(new ArrayList<>(indexes.size()));
		for (IndexName index : indexes) {
			CompletionStage<List<byte[]>> reply = batch.eval(COUNT, this.settings.keys().index(index),
					List.of(SessionHash.millis(this.slack), SessionHash.bytes(index.kind().equals(EXPIRY) ? "1" : "0")),
					() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE));
			all = all.thenCombine(reply, (tallies, read) -> {
				List<String> one = read.stream().map(SessionHash::string).toList();
				tallies.add(new Tally(Long.parseLong(one.get(0)), Long.parseLong(one.get(1)),
						new ScoreRange(one.get(2), one.get(3))));
				return tallies;
			});
		}
		batch.send();
		return RedisFailure.explained("count the sessions of " + indexes.size() + " indexes", all);
	}

	@Override
	public CompletionStage<Long> size(IndexName index, ScoreRange range) {
		Batch batch = this.commands.batch();
		CompletionStage<Long> size = batch.size(this.settings.keys().index(index), range.min(), range.max());
		batch.send();
		return explained("count", index, size);
	}

	@Override
	public CompletionStage<@Nullable Void> drop(IndexName index, Collection<Entry> entries) {
		byte[] key = this.settings.keys().index(index);
		Batch batch = this.commands.batch();
		if (index.number() == null && !index.equals(IndexName.number(index.value(), null))) {
			List<byte[]> arguments = new ArrayList<>(2 * entries.size());
			entries.forEach((entry) -> {
				arguments.add(SessionHash.bytes(entry.id()));
				arguments.add(SessionHash
					.bytes(entry.version().isEmpty() ? IndexEntries.score(entry.score()) : entry.version()));
			});
			CompletionStage<Long> dropped = batch.eval(IndexUpkeep.DROP, key, arguments,
					() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
			batch.send();
			return explained("mend", index, dropped).thenApply((number) -> null);
		}
		CompletionStage<Long> removed = batch.remove(key,
				entries.stream().map((entry) -> SessionHash.bytes(entry.name())).toArray(byte[][]::new));
		batch.send();
		return explained("mend", index, removed).thenCompose((number) -> this.reindexing.putBack(entries));
	}

	@Override
	public CompletionStage<Boolean> reindex(SessionRecord session, Map<String, @Nullable String> details,
			Set<String> attributes) {
		return RedisFailure.explained("index session " + session.id(),
				this.reindexing.reindex(session, details, attributes));
	}

	private static <T extends @Nullable Object> CompletionStage<T> explained(String what, IndexName index,
			CompletionStage<T> stage) {
		return RedisFailure.explained("%s the %s index".formatted(what, index.kind()), stage);
	}

}
