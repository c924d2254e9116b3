package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueOutput;

import io.github.redissession.redis.SessionAnnouncement;
import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.RedisScript;
import io.github.redissession.redis.client.SessionConnection;

/**
 * The Redis stream that records expired sessions until the application has handled them.
 */
public final class ExpiryStream {

	/** Longer than it may take until a session is recorded a second time. */
	private static final Duration REMEMBERED = Duration.ofHours(1);

	private static final Duration FORGOTTEN = Duration.ofDays(1);

	private static final RedisScript APPEND = RedisScript.load(ExpiryStream.class, "append.lua");

	private static final RedisScript RECEIVE = RedisScript.load(ExpiryStream.class, "receive.lua");

	private static final RedisScript BEGIN = RedisScript.load(ExpiryStream.class, "begin.lua");

	private static final RedisScript LEAVE = RedisScript.load(ExpiryStream.class, "leave.lua");

	private final SessionConnection connection;

	private final SessionKeys keys;

	private final Settings settings;

	/**
	 * Creates a stream.
	 * @param connection the connection to Redis
	 * @param keys spells the keys
	 * @param settings how the stream is kept
	 */
	public ExpiryStream(SessionConnection connection, SessionKeys keys, Settings settings) {
		this.connection = connection;
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
		return batch.eval(
				APPEND, key, List.of(SessionHash.number(this.settings.maxLength()),
						SessionHash.millis(this.settings.retention()), SessionHash.bytes(id), announcement),
				() -> new ValueOutput<>(ByteArrayCodec.INSTANCE));
	}

	/**
	 * Receives entries to be handled.
	 * @param consumer the name of the consumer that handles them
	 */
	CompletionStage<List<Entry>> receive(String consumer, int max) {
		return this.connection.send((batch) -> batch.evalArray(RECEIVE, this.keys.expired(),
				List.of(group(), SessionHash.bytes(consumer), SessionHash.number(max),
						SessionHash.millis(this.settings.retryDelay()), SessionHash.millis(this.settings.retention()))))
			.thenApply(Entry::all);
	}

	/**
	 * Finds out whether an entry is still to be handled. If so, no other consumer handles
	 * an entry of the same session until the retry delay is over.
	 */
	CompletionStage<Turn> begin(Entry entry) {
		return this.connection
			.send((batch) -> batch.eval(BEGIN, mark(entry),
					List.of(SessionHash.bytes(entry.name()), SessionHash.number(entry.attempt()),
							SessionHash.millis(this.settings.retryDelay())),
					() -> new ValueOutput<>(ByteArrayCodec.INSTANCE)))
			.thenApply((turn) -> Turn.valueOf(SessionHash.string(turn).toUpperCase(Locale.ROOT)));
	}

	/**
	 * Records that an entry has been handled.
	 */
	CompletionStage<Long> finish(Entry entry) {
		return this.connection.send((batch) -> {
			batch.set(mark(entry), SessionHash.bytes("done"), REMEMBERED);
			return batch.acknowledge(this.keys.expired(), group(), SessionHash.bytes(entry.name()));
		});
	}

	/**
	 * Moves an entry to a stream of its own, which is not handed out but can be
	 * inspected.
	 */
	CompletionStage<Long> putAside(Entry entry) {
		return this.connection.send((batch) -> append(batch, this.keys.unhandled(), entry.id(), entry.announcement()))
			.thenCompose((name) -> finish(entry));
	}

	/**
	 * Removes a consumer that has no entries left from the group.
	 */
	CompletionStage<Long> leave(String consumer) {
		return this.connection.send((batch) -> batch.evalInteger(LEAVE, this.keys.expired(),
				List.of(group(), SessionHash.bytes(consumer), SessionHash.millis(FORGOTTEN))));
	}

	private byte[] group() {
		return SessionHash.bytes(this.settings.group());
	}

	private byte[] mark(Entry entry) {
		return this.keys.handled(this.settings.group(), entry.id());
	}

	/**
	 * How a stream is stored and read.
	 *
	 * @param group the consumer group; one of the nodes in a group receives each entry
	 * @param maxLength how many entries are kept, about; older ones are lost
	 * @param retention how long the stream is kept after its last entry
	 * @param retryDelay when an entry that is not acknowledged is handed out again
	 * @param maxAttempts how often an entry is handed out
	 */
	public record Settings(String group, long maxLength, Duration retention, Duration retryDelay, int maxAttempts) {

	}

	/**
	 * Whether an entry is to be handled, as {@code begin.lua} says.
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
	 * @param announcement the end of the session, see {@link SessionAnnouncement}
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
