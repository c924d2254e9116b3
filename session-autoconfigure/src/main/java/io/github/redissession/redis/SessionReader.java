package io.github.redissession.redis;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.spi.SessionRecord;

/**
 * Reads the hashes of sessions with their time to live. That yields the time by the clock
 * of Redis, so no clock of the application is involved: {@code expires} and {@code grace}
 * say when the key ends, the time to live how far away that is.
 */
public final class SessionReader {

	private static final int NO_KEY = -2;

	private SessionReader() {
	}

	/**
	 * Adds the commands that read a hash and its time to live to a batch.
	 */
	public static CompletionStage<Batch.TimedHash> fetch(Batch batch, byte[] key) {
		return batch.hashWithTtl(key, SessionHash.NAMES);
	}

	/**
	 * Adds the commands that read a session to a batch.
	 */
	public static CompletionStage<@Nullable SessionRecord> read(Batch batch, String id, RedisSettings settings) {
		return fetch(batch, settings.keys().session(id)).thenApply((hash) -> read(id, hash, settings));
	}

	/**
	 * Adds the commands that read a session to a batch, with some of its fields only.
	 */
	static CompletionStage<@Nullable SessionRecord> read(Batch batch, String id, List<byte[]> fields,
			RedisSettings settings) {
		byte[] key = settings.keys().session(id);
		return batch.fields(key, fields).thenCombine(batch.timeToLive(key), (read, ttl) -> {
			Map<String, byte[]> found = new HashMap<>();
			read.forEach((field) -> field.ifHasValue((value) -> found.put(SessionHash.string(field.getKey()), value)));
			return read(id, new Batch.TimedHash(found, ttl), settings);
		});
	}

	/**
	 * Reads a session, as of the application's clock if it never ends.
	 * @return the session, {@code null} if there is none
	 */
	static @Nullable SessionRecord read(String id, Batch.TimedHash hash, RedisSettings settings) {
		if (hash.fields().containsKey(SessionHash.MOVED)) {
			settings.observer().movedIdUsed(id);
			return null;
		}
		Long now = now(hash.fields(), hash.ttl());
		if (hash.ttl() == NO_KEY || now != null && isOver(hash.fields(), now)) {
			return null;
		}
		return SessionHash.read(id, hash.fields(),
				(now != null) ? Instant.ofEpochMilli(now) : settings.clock().instant());
	}

	/**
	 * Returns the time by the clock of Redis at which a hash was read.
	 * @param ttl the time to live in ms, -1 if the key has none, -2 if it has ended since
	 * the fields were read
	 * @return the time in ms, not before the session's end if the key had ended;
	 * {@code null} if the session never ends
	 */
	public static @Nullable Long now(Map<String, byte[]> fields, long ttl) {
		Long expires = SessionHash.number(fields, SessionHash.EXPIRES);
		return (expires == null || ttl == -1) ? null
				: Long.valueOf(expires + SessionHash.number(fields, SessionHash.GRACE, 0) - Math.max(0, ttl));
	}

	/**
	 * Whether a session has ended.
	 * @param now the time in ms by the clock of Redis
	 */
	public static boolean isOver(Map<String, byte[]> fields, long now) {
		return SessionHash.number(fields, SessionHash.EXPIRES, Long.MAX_VALUE) <= now;
	}

	/**
	 * Combines records into a map by id, without the sessions that do not exist.
	 */
	static CompletionStage<Map<String, SessionRecord>> byId(List<CompletionStage<@Nullable SessionRecord>> records) {
		return Stages.all(records).thenApply((all) -> {
			Map<String, SessionRecord> found = new LinkedHashMap<>();
			for (SessionRecord record : all) {
				if (record != null) {
					found.put(record.id(), record);
				}
			}
			return found;
		});
	}

}
