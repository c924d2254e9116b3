package io.github.redissession.redis.expiry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;

import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisScript;

/**
 * The Redis stream in which sessions that have expired are recorded until somebody has
 * handled them.
 */
public final class ExpiryStream {

	/** Longer than it may take until a session is recorded for a second time. */
	private static final Duration REMEMBERED = Duration.ofHours(1);

	private static final Duration FORGOTTEN = Duration.ofDays(1);

	private static final RedisScript APPEND = RedisScript.load(ExpiryStream.class, "append.lua");

	private static final RedisScript RECEIVE = RedisScript.load(ExpiryStream.class, "receive.lua");

	private static final RedisScript BEGIN = RedisScript.load(ExpiryStream.class, "begin.lua");

	private static final RedisScript LEAVE = RedisScript.load(ExpiryStream.class, "leave.lua");

	private final SessionConnection commands;

	private final SessionKeys keys;

	private final Settings settings;

	/**
	 * Creates a stream.
	 * @param commands the door to Redis
	 * @param keys spells the keys
	 * @param settings how the stream is kept
	 */
	public ExpiryStream(SessionConnection commands, SessionKeys keys, Settings settings) {
		this.commands = commands;
		this.keys = keys;
		this.settings = settings;
	}

	Settings settings() {
		return this.settings;
	}

	/**
	 * Appends a session that has expired.
	 */
	CompletionStage<byte[]> append(Batch batch, String id, byte[] announcement) {
		return append(batch, this.keys.expired(), id, announcement);
	}

	private CompletionStage<byte[]> append(Batch batch, byte[] key, String id, byte[] announcement) {
		return batch.eval(APPEND, key,
				List.of(SessionHash.bytes(Long.toString(this.settings.maxLength())),
						SessionHash.millis(this.settings.retention()), SessionHash.bytes(id), announcement),
				() -> new ValueOutput<>(ByteArrayCodec.INSTANCE));
	}

	/**
	 * Gets entries that are to be handled.
	 * @param consumer who handles them
	 */
	CompletionStage<List<Entry>> receive(String consumer, int max) {
		Batch batch = this.commands.batch();
		CompletionStage<List<byte[]>> received = batch.eval(RECEIVE, this.keys.expired(),
				List.of(group(), SessionHash.bytes(consumer), SessionHash.bytes(Integer.toString(max)),
						SessionHash.millis(this.settings.retryDelay()), SessionHash.millis(this.settings.retention())),
				() -> new ValueListOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		return received.thenApply(Entry::all);
	}

	/**
	 * Asks whether an entry is still to be handled; if so, nobody else handles another
	 * entry of the same session until the retry delay is over.
	 */
	CompletionStage<Turn> begin(Entry entry) {
		Batch batch = this.commands.batch();
		CompletionStage<byte[]> turn = batch.eval(BEGIN, mark(entry),
				List.of(SessionHash.bytes(entry.name()), SessionHash.bytes(Integer.toString(entry.attempt())),
						SessionHash.millis(this.settings.retryDelay())),
				() -> new ValueOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		return turn.thenApply((answer) -> switch (SessionHash.string(answer)) {
			case "done" -> Turn.DONE;
			case "busy" -> Turn.BUSY;
			default -> Turn.GO;
		});
	}

	/**
	 * Takes note that an entry has been handled.
	 */
	CompletionStage<Long> finish(Entry entry) {
		Batch batch = this.commands.batch();
		batch.set(mark(entry), SessionHash.bytes("done"), REMEMBERED);
		CompletionStage<Long> acknowledged = batch.acknowledge(this.keys.expired(), group(),
				SessionHash.bytes(entry.name()));
		batch.send();
		return acknowledged;
	}

	/**
	 * Puts an entry where it can be looked at, and is not handed out again.
	 */
	CompletionStage<Long> putAside(Entry entry) {
		Batch batch = this.commands.batch();
		CompletionStage<byte[]> appended = append(batch, this.keys.unhandled(), entry.id(), entry.announcement());
		batch.send();
		return appended.thenCompose((name) -> finish(entry));
	}

	/**
	 * Forgets a consumer that has nothing left to do.
	 */
	CompletionStage<Long> leave(String consumer) {
		Batch batch = this.commands.batch();
		CompletionStage<Long> left = batch.eval(LEAVE, this.keys.expired(),
				List.of(group(), SessionHash.bytes(consumer), SessionHash.millis(FORGOTTEN)),
				() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
		batch.send();
		return left;
	}

	private byte[] group() {
		return this.settings.group().getBytes(StandardCharsets.UTF_8);
	}

	private byte[] mark(Entry entry) {
		return this.keys.handled(this.settings.group(), entry.id());
	}

	/**
	 * How a stream is kept and read.
	 *
	 * @param group who reads it: of the nodes that have the same name, one gets each
	 * entry
	 * @param maxLength how many entries are kept, about; older ones are lost
	 * @param retention for how long it is kept after its last entry
	 * @param retryDelay after what time an entry that is not acknowledged is handed out
	 * again
	 * @param maxAttempts how often an entry is handed out
	 */
	public record Settings(String group, long maxLength, Duration retention, Duration retryDelay, int maxAttempts) {

	}

	/**
	 * Whether an entry is to be handled.
	 */
	enum Turn {

		GO, BUSY, DONE

	}

	/**
	 * An entry that was handed out.
	 *
	 * @param name its name in the stream
	 * @param attempt how often it was handed out, this time included
	 * @param id the id of the session
	 * @param announcement what is said of the session
	 */
	record Entry(String name, int attempt, String id, byte[] announcement) {

		private static List<Entry> all(List<byte[]> reply) {
			List<Entry> entries = new ArrayList<>(reply.size() / 4);
			for (int i = 0; i + 3 < reply.size(); i += 4) {
				entries.add(new Entry(SessionHash.string(reply.get(i)),
						Integer.parseInt(SessionHash.string(reply.get(i + 1))), SessionHash.string(reply.get(i + 2)),
						reply.get(i + 3)));
			}
			return entries;
		}

	}

}
