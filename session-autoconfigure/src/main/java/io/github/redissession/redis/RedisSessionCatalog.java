package io.github.redissession.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.index.IndexName;
import io.github.redissession.index.ScoreRange;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisFailure;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.SessionConnection;
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
		this.fields = Stream.concat(SessionHash.SUMMARY.stream(), details.stream())
			.distinct()
			.map(SessionHash::bytes)
			.toList();
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
		return RedisFailure
			.explained("look at " + ids.size() + " sessions", this.connection.send((batch) -> SessionReader
				.byId(ids.stream().map((id) -> SessionReader.read(batch, id, this.fields, this.settings)).toList())));
	}

	@Override
	public CompletionStage<List<Entry>> page(IndexName index, ScoreRange range, @Nullable Entry after,
			boolean descending, int max) {
		List<byte[]> arguments = SessionHash.list(range.min(), range.max(),
				(after != null) ? Double.toString(after.score()) : "", (after != null) ? after.name() : "",
				descending ? "down" : "up", Integer.toString(max));
		return send("read", index, (batch, key) -> batch.evalArray(PAGE, key, arguments))
			.thenApply((reply) -> IntStream.range(0, reply.size() / 3)
				.map((i) -> 3 * i)
				.mapToObj((i) -> new Entry(SessionHash.string(reply.get(i)), IndexEntries.score(reply.get(i + 1)),
						SessionHash.string(reply.get(i + 2))))
				.toList());
	}

	@Override
	public CompletionStage<Scan> scan(IndexName index, String cursor, int count) {
		return send("scan", index, (batch, key) -> batch.scan(key, cursor, count)).thenApply((read) -> new Scan(
				read.getValues().stream().map((value) -> IndexUpkeep.id(SessionHash.string(value.getValue()))).toList(),
				read.getCursor()));
	}

	@Override
	public CompletionStage<List<Tally>> count(List<IndexName> indexes) {
		return RedisFailure.explained("count the sessions of " + indexes.size() + " indexes", this.connection
			.send((batch) -> Stages.all(indexes.stream().map((index) -> count(batch, index)).toList())));
	}

	private CompletionStage<Tally> count(Batch batch, IndexName index) {
		List<byte[]> arguments = SessionHash.list(Long.toString(this.slack.toMillis()),
				index.kind().equals(EXPIRY) ? "1" : "0");
		return batch.evalArray(COUNT, this.settings.keys().index(index), arguments).thenApply((reply) -> {
			List<String> read = reply.stream().map(SessionHash::string).toList();
			return new Tally(Long.parseLong(read.get(0)), Long.parseLong(read.get(1)),
					new ScoreRange(read.get(2), read.get(3)));
		});
	}

	@Override
	public CompletionStage<Long> size(IndexName index, ScoreRange range) {
		return send("count", index, (batch, key) -> batch.size(key, range.min(), range.max()));
	}

	@Override
	public CompletionStage<@Nullable Void> drop(IndexName index, Collection<Entry> entries) {
		if (index.number() == null && !index.equals(IndexName.number(index.value(), null))) {
			String[] dropped = entries.stream()
				.flatMap((entry) -> Stream.of(entry.id(),
						entry.version().isEmpty() ? IndexEntries.score(entry.score()) : entry.version()))
				.toArray(String[]::new);
			return send("repair", index, (batch, key) -> IndexEntries.drop(batch, key, dropped))
				.thenApply((number) -> null);
		}
		byte[][] names = entries.stream().map((entry) -> SessionHash.bytes(entry.name())).toArray(byte[][]::new);
		return send("repair", index, (batch, key) -> batch.remove(key, names))
			// A session may meanwhile have got the same entry that was just removed.
			.thenCompose((number) -> Stages.all(entries.stream()
				.map(Entry::id)
				.distinct()
				.map((id) -> this.repair.repair(new IndexMembership(id, Set.of(), Set.of()), this.slack))
				.toList()))
			.thenApply((done) -> null);
	}

	@Override
	public CompletionStage<Boolean> reindex(SessionRecord session, Map<String, @Nullable String> details,
			Set<String> attributes) {
		return RedisFailure.explained("index session " + session.id(),
				this.repair.reindex(session, details, attributes, this.slack));
	}

	private <T> CompletionStage<T> send(String what, IndexName index,
			BiFunction<Batch, byte[], CompletionStage<T>> command) {
		return RedisSessionIndex.explained(what, index,
				this.connection.send((batch) -> command.apply(batch, this.settings.keys().index(index))));
	}

}
