package io.github.redissession.redis;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;

/**
 * What {@code take.lua} answers.
 *
 * @param fields the fields of the session that was taken out, or what is there instead;
 * empty if there was nothing
 * @param at when, by the clock of Redis
 */
public record TakeReply(Map<String, byte[]> fields, Instant at) {

	public static TakeReply of(List<byte[]> reply) {
		Map<String, byte[]> fields = new HashMap<>();
		for (int i = 1; i + 1 < reply.size(); i += 2) {
			fields.put(SessionHash.string(reply.get(i)), reply.get(i + 1));
		}
		return new TakeReply(fields, reply.isEmpty() ? Instant.EPOCH
				: Instant.ofEpochMilli(Long.parseLong(SessionHash.string(reply.get(0)))));
	}

	/**
	 * The session that was taken out.
	 * @return the session, {@code null} if there was none
	 */
	@Nullable SessionRecord record(String id) {
		return SessionHash.read(id, this.fields, this.at);
	}

	/**
	 * The id which the session has got in the meantime.
	 * @return the id, {@code null} if its id has not been changed lately
	 */
	public @Nullable String newId() {
		byte[] moved = this.fields.get(SessionHash.MOVED);
		return (moved != null && !this.fields.containsKey(SessionHash.CREATED)) ? SessionHash.string(moved) : null;
	}

}
