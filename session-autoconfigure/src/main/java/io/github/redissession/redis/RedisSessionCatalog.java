package io.github.redissession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.KeyValue;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.index.IndexName;
import io.github.redissession.index.ScoreRange;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisFailure;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.spi.SessionRecord;

/**
 * Reads hashes and sorted sets in steps, each of which is bounded work for Redis as well.
 */
public final class RedisSessionCatalog implements SessionCatalog {

	private static final RedisScript PAGE = RedisScript.load(RedisSessionCatalog.class, "page.lua");

	private static final RedisScript COUNT = RedisScript.load(RedisSessionCatalog.class, "count.lua");

	private static final String EXPIRY = "expiry";

	private final SessionConnection connection;

	private final RedisSettings settings;

	private final List<byte[]> fields;

	private final Duration slack;

	private final IndexRepair repair;

	/**
	 * Creates a catalog.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 * @param details the names of the details by which sessions can be found
	 * @param slack for how long an index may list a session beyond its end: the longest
	 * touch interval
	 */
	public RedisSessionCatalog(SessionConnection connection, RedisSettings settings, Collection<String> details,
			Duration slack) {
		this.connection = connection;
		this.settings = settings;
		Set<String> all = new LinkedHashSet<>(SessionHash.SUMMARY);
		all.addAll(details);
		this.fields = all.stream().map(SessionHash::bytes).toList();
		this.slack = slack;
		this.repair = new IndexRepair(connection, settings);
	}

	@Override
	public List<IndexName> everything() {
		return IntStream.range(0, SessionKeys.EXPIRY_SHARDS)
			.mapToObj((shard) -> new IndexName(EXPIRY, Integer.toString(shard)))
			.toList();
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> look(Collection<String> ids) {
		return RedisFailure.explained("look at " + ids.size() + " sessions", this.connection
			.send((batch) -> RedisSessionStore.byId(ids.stream().map((id) -> look(batch, id)).toList())));
	}

	private CompletionStage<@Nullable SessionRecord> look(Batch batch, String id) {
		byte[] key = this.settings.keys().session(id);
		return batch.fields(key, this.fields)
			.thenCombine(batch.timeToLive(key),
					(read, ttl) -> SessionHash.read(id, map(read), ttl, this.settings.clock().instant()));
	}

	private static Map<String, byte[]> map(List<KeyValue<byte[], byte[]>> fields) {
		Map<String, byte[]> map = new HashMap<>();
		fields.forEach((field) -> field.ifHasValue((value) -> map.put(SessionHash.string(field.getKey()), value)));
		return map;
	}

	@Override
	public CompletionStage<List<Entry>> page(IndexName index, ScoreRange range, @Nullable Entry after,
			boolean descending, int max) {
		return explained("read", index, this.connection
			.send((batch) -> batch.evalArray(PAGE, this.settings.keys().index(index),
					SessionHash.list(range.min(), range.max(), (after != null) ? Double.toString(after.score()) : "",
							(after != null) ? after.name() : "", descending ? "down" : "up", Integer.toString(max)))))
			.thenApply(RedisSessionCatalog::entries);
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
		return explained("scan", index,
				this.connection.send((batch) -> batch.scan(this.settings.keys().index(index), cursor, count)))
			.thenApply((read) -> new Scan(read.getValues()
				.stream()
				.map((value) -> IndexUpkeep.id(SessionHash.string(value.getValue())))
				.toList(), read.getCursor()));
	}

	@Override
	public CompletionStage<List<Tally>> count(List<IndexName> indexes) {
		return RedisFailure.explained("count the sessions of " + indexes.size() + " indexes",
				this.connection.send((batch) -> Stages.all(indexes.stream()
					.map((index) -> batch
						.evalArray(COUNT, this.settings.keys().index(index),
								SessionHash.list(Long.toString(this.slack.toMillis()),
										index.kind().equals(EXPIRY) ? "1" : "0"))
						.thenApply(RedisSessionCatalog::tally))
					.toList())));
	}

	private static Tally tally(List<byte[]> reply) {
		List<String> read = reply.stream().map(SessionHash::string).toList();
		return new Tally(Long.parseLong(read.get(0)), Long.parseLong(read.get(1)),
				new ScoreRange(read.get(2), read.get(3)));
	}

	@Override
	public CompletionStage<Long> size(IndexName index, ScoreRange range) {
		return explained("count", index, this.connection
			.send((batch) -> batch.size(this.settings.keys().index(index), range.min(), range.max())));
	}

	@Override
	public CompletionStage<@Nullable Void> drop(IndexName index, Collection<Entry> entries) {
		byte[] key = this.settings.keys().index(index);
		if (index.number() == null && !index.equals(IndexName.number(index.value(), null))) {
			String[] dropped = entries.stream()
				.flatMap((entry) -> Stream.of(entry.id(),
						entry.version().isEmpty() ? IndexEntries.score(entry.score()) : entry.version()))
				.toArray(String[]::new);
			return explained("repair", index, this.connection.send((batch) -> IndexEntries.drop(batch, key, dropped)))
				.thenApply((number) -> null);
		}
		byte[][] names = entries.stream().map((entry) -> SessionHash.bytes(entry.name())).toArray(byte[][]::new);
		return explained("repair", index, this.connection.send((batch) -> batch.remove(key, names)))
			.thenCompose((number) -> putBack(entries));
	}

	/**
	 * Lists sessions again that have meanwhile got the same entry that was just removed.
	 */
	private CompletionStage<@Nullable Void> putBack(Collection<Entry> removed) {
		return Stages
			.all(removed.stream()
				.map(Entry::id)
				.distinct()
				.map((id) -> this.repair.repair(id, IndexMembership.NOWHERE, this.slack))
				.toList())
			.thenApply((done) -> null);
	}

	@Override
	public CompletionStage<Boolean> reindex(SessionRecord session, Map<String, @Nullable String> details,
			Set<String> attributes) {
		return RedisFailure.explained("index session " + session.id(),
				this.repair.reindex(session, details, attributes, this.slack));
	}

	private static <T extends @Nullable Object> CompletionStage<T> explained(String what, IndexName index,
			CompletionStage<T> stage) {
		return RedisFailure.explained("%s the %s index".formatted(what, index.kind()), stage);
	}

}
