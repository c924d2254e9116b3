package io.github.redissession.redis.interleaving;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.redissession.spi.SessionRecord;
import io.github.redissession.testing.RedisWire;

/**
 * Everything that the server contains at one moment.
 *
 * @param time the server's clock in ms
 * @param keys the keys
 */
record Snapshot(long time, Map<String, Content> keys) {

	private static final byte[] SCRIPT = World.bytes("""
			local time = redis.call('TIME')
			local answer = {time[1] * 1000 + math.floor(time[2] / 1000)}
			for _, key in ipairs(redis.call('KEYS', '*')) do
			  local kind = redis.call('TYPE', key).ok
			  local content = kind == 'hash' and redis.call('HGETALL', key)
			    or kind == 'zset' and redis.call('ZRANGE', key, '0', '-1', 'WITHSCORES') or {}
			  local n = #answer
			  answer[n + 1], answer[n + 2], answer[n + 3], answer[n + 4] = key, kind, redis.call('PTTL', key), content
			end
			return answer
			""");

	static Snapshot take(RedisWire wire) {
		List<Object> reply = wire.send("EVAL", SCRIPT, World.bytes("0"));
		Map<String, Content> keys = new TreeMap<>();
		for (int i = 1; i < reply.size(); i += 4) {
			Map<String, String> content = new LinkedHashMap<>();
			List<?> pairs = (List<?>) reply.get(i + 3);
			for (int j = 0; j < pairs.size(); j += 2) {
				content.put(text(pairs.get(j)), text(pairs.get(j + 1)));
			}
			keys.put(text(reply.get(i)), new Content(text(reply.get(i + 1)), (Long) reply.get(i + 2), content));
		}
		return new Snapshot((Long) reply.get(0), keys);
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Returns the ids of the sessions that are not over.
	 */
	Set<String> sessions() {
		return this.keys.entrySet()
			.stream()
			.filter((key) -> key.getValue().isSession(this.time))
			.map((key) -> key.getKey().substring("session:".length()))
			.collect(Collectors.toSet());
	}

	/**
	 * Returns the fields of a session.
	 */
	Map<String, String> session(String id) {
		return Objects.requireNonNull(this.keys.get("session:" + id)).content();
	}

	boolean belongsTo(String id, String user) {
		return user.equals(session(id).get(SessionRecord.PRINCIPAL));
	}

	/**
	 * Returns the names in a sorted set and their scores.
	 */
	Map<String, Double> scores(String key) {
		Content set = this.keys.get(key);
		Map<String, Double> scores = new LinkedHashMap<>();
		if (set != null) {
			set.content().forEach((name, score) -> scores.put(name, Double.valueOf(score)));
		}
		return scores;
	}

	/**
	 * What one key contains.
	 *
	 * @param type the type of the key
	 * @param ttl its time to live in ms, -1 for none
	 * @param content the fields of a hash, or the names and scores of a sorted set
	 */
	record Content(String type, long ttl, Map<String, String> content) {

		boolean isSession(long time) {
			return this.type.equals("hash") && this.content.containsKey("created")
					&& Long.parseLong(this.content.getOrDefault("expires", "0")) > time;
		}

	}

}
