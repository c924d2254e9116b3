package com.example.shop;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

import io.github.redissession.StoredSession;
import io.github.redissession.spi.SessionRecord;

/**
 * Reads what Redis stores for one session. A shop does not need this: it is for readers
 * who want to know how the starter works, and relies on the public specification of the
 * storage layout.
 */
@Component
final class SessionInside {

	private final StringRedisTemplate redis;

	/** What every key begins with. */
	private final String prefix;

	SessionInside(StringRedisTemplate redis,
			@Value("${redis-session.namespace:session-${spring.application.name}}") String namespace) {
		this.redis = redis;
		this.prefix = namespace + ":";
	}

	View of(StoredSession session) {
		String key = this.prefix + session.getId();
		Map<String, String> hash = this.redis.<String, String>opsForHash().entries(key);
		List<Field> fields = hash.entrySet()
			.stream()
			.map((field) -> new Field(field.getKey(), field.getValue(), meaning(field.getKey(), field.getValue())))
			.sorted(Field.ORDER)
			.toList();
		return new View(key, fields, ttl(key), indexes(session.getId(), hash));
	}

	private List<Index> indexes(String id, Map<String, String> hash) {
		String principal = hash.get(SessionRecord.PRINCIPAL);
		List<Index> indexes = new ArrayList<>();
		CRC32 crc = new CRC32();
		crc.update(id.getBytes(StandardCharsets.UTF_8));
		add(indexes, this.prefix + "expiry:" + crc.getValue() % 16, (principal != null) ? id + " " + principal : id,
				"finds sessions that have expired");
		if (principal != null) {
			add(indexes, this.prefix + "user:" + principal, id, "finds the devices of a user");
		}
		hash.forEach((field, value) -> {
			if (field.startsWith("idx:")) {
				addValues(indexes, id, field.substring("idx:".length()), value);
			}
		});
		return indexes;
	}

	private void addValues(List<Index> indexes, String id, String name, String values) {
		for (String value : values.split(",")) {
			add(indexes, this.prefix + "index:" + name + ":" + value, id, "finds sessions by this value");
			add(indexes, this.prefix + "number:" + name, id + " " + value, "finds sessions by a range of numbers");
		}
	}

	private void add(List<Index> indexes, String key, String member, String purpose) {
		Double score = this.redis.opsForZSet().score(key, member);
		if (score != null) {
			indexes.add(new Index(key, member, String.format("%.0f", score), purpose, ttl(key)));
		}
	}

	private @Nullable Duration ttl(String key) {
		Long millis = this.redis.getExpire(key, TimeUnit.MILLISECONDS);
		return (millis != null && millis >= 0) ? Duration.ofMillis(millis) : null;
	}

	private static String meaning(String name, String value) {
		if (name.startsWith("attr:")) {
			return "an attribute, as JSON";
		}
		return switch (name) {
			case "created" -> "began at " + time(value);
			case "accessed" -> "last recorded use at " + time(value);
			case "expires" -> "ends at " + time(value) + " unless it is used";
			case "deadline" -> "ends at " + time(value) + " however much it is used";
			case "grace" -> "ms for which listeners can still read it after its end";
			case "gap" -> "longest pause since the login, in ms";
			case "principal" -> "user who is logged in";
			case "device.ip" -> "IP address at the login";
			case "device.agent" -> "browser at the login";
			case "v" -> "version of the storage layout";
			default -> name.startsWith("idx:") ? "a value by which the session can be found" : "";
		};
	}

	private static String time(String millis) {
		return Instant.ofEpochMilli(Long.parseLong(millis)).toString().replaceFirst("\\..*", "").replace('T', ' ');
	}

	/**
	 * What Redis stores for a session.
	 *
	 * @param key the key of its hash
	 * @param fields the fields of the hash, empty if it has ended meanwhile
	 * @param ttl the time until Redis removes the hash, or null if it never does
	 * @param indexes the sorted sets that list it
	 */
	record View(String key, List<Field> fields, @Nullable Duration ttl, List<Index> indexes) {

		/** Public for the templates. */
		public long size() {
			return this.fields.stream().mapToLong((field) -> bytes(field.name()) + bytes(field.value())).sum();
		}

		private static int bytes(String text) {
			return text.getBytes(StandardCharsets.UTF_8).length;
		}

	}

	/**
	 * A field of the hash.
	 *
	 * @param name its name
	 * @param value its value
	 * @param meaning an explanation
	 */
	record Field(String name, String value, String meaning) {

		private static final Comparator<Field> ORDER = Comparator
			.comparing((Field field) -> field.name().startsWith("attr:"))
			.thenComparing(Field::name);

	}

	/**
	 * A sorted set that lists the session.
	 *
	 * @param key its key
	 * @param member the session's member in it
	 * @param score the score of the member
	 * @param purpose what it is for
	 * @param ttl the time until Redis removes it, or null if it never does
	 */
	record Index(String key, String member, String score, String purpose, @Nullable Duration ttl) {
	}

}
