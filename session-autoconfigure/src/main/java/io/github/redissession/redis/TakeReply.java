package io.github.redissession.redis;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;

/**
 * The reply of {@code take.lua}.
 *
 * @param fields the fields of the session that was taken, or of the mark in its place;
 * empty if there was neither
 * @param at the time by the clock of Redis
 */
public record TakeReply(Map<String, byte[]> fields, Instant at) {

	public static TakeReply of(List<byte[]> reply) {
		return new TakeReply(SessionHash.fields(reply, 1), reply.isEmpty() ? Instant.EPOCH
				: Instant.ofEpochMilli(Long.parseLong(SessionHash.string(reply.get(0)))));
	}

	/**
	 * Returns the session that was taken, or {@code null} if there was none.
	 */
	@Nullable SessionRecord record(String id) {
		return SessionHash.read(id, this.fields, this.at);
	}

	/**
	 * Returns the new id of the session, or {@code null} if its id has not been changed
	 * within the lifetime of a mark.
	 */
	public @Nullable String newId() {
		byte[] moved = this.fields.get(SessionHash.MOVED);
		return (moved != null && !this.fields.containsKey(SessionHash.CREATED)) ? SessionHash.string(moved) : null;
	}

}
