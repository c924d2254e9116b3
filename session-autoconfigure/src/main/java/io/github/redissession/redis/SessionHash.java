package io.github.redissession.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.Base16;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.client.Batch;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * How a session lies in a hash, as {@code docs/storage.md} specifies it: times in
 * milliseconds, one field per detail, and one per attribute with a prefix.
 */
public final class SessionHash {

	public static final String ATTRIBUTE_PREFIX = "attr:";

	public static final String CREATED = "created";

	public static final String EXPIRES = "expires";

	public static final String DEADLINE = "deadline";

	/** In a mark: the id that the session has now. */
	public static final String MOVED = "moved";

	/** In a mark: the {@link #CREATED} of the session that has been taken. */
	static final String WAS = "was";

	private static final String LAYOUT = "v";

	private static final String ACCESSED = "accessed";

	private static final String IDLE = "idle";

	private static final String GAP = "gap";

	private static final String GRACE = "grace";

	private static final FieldNames NAMES = new FieldNames();

	private static final int VERSION = 1;

	private static final byte[] EMPTY = {};

	private static final byte[] ZERO = { '0' };

	private static final byte[] ONE = { '1' };

	private static final byte[] NO_ACCESS = { '-', '1' };

	private static final byte[] MARK = millis(RedisSettings.MARK);

	private static final int NO_KEY = -2;

	private static final long ABSENT = Long.MIN_VALUE;

	/** So many fit into a long in any case. */
	private static final int MAX_DIGITS = 18;

	private static final Set<String> TIMES = Set.of(LAYOUT, CREATED, ACCESSED, IDLE, DEADLINE, EXPIRES, GAP, GRACE);

	/** The fields that every summary of a session is made of. */
	static final List<String> SUMMARY = List.of(LAYOUT, CREATED, ACCESSED, IDLE, DEADLINE, EXPIRES, GAP, GRACE,
			SessionRecord.PRINCIPAL, "device.ip", "device.agent");

	private SessionHash() {
	}

	/**
	 * Adds the commands that read a session's hash and its time to live to a batch.
	 */
	public static CompletionStage<Batch.TimedHash> fetch(Batch batch, byte[] key) {
		return batch.hashWithTtl(key, NAMES);
	}

	/**
	 * Reads a hash whose time to live was read with it. Redis' own clock is then known:
	 * {@code expires} and {@code grace} say when the key ends, the time to live how far
	 * away that is. So no clock of the application takes part.
	 * @param ttl the time to live in ms, -1 if the key has none, -2 if it has ended since
	 * the fields were read
	 * @param fallback the time if the session never ends
	 */
	public static @Nullable SessionRecord read(String id, Map<String, byte[]> fields, long ttl, Instant fallback) {
		if (ttl == NO_KEY) {
			return null;
		}
		Long now = now(fields, ttl);
		if (now == null) {
			return read(id, fields, fallback);
		}
		return isOver(fields, now) ? null : read(id, fields, Instant.ofEpochMilli(now));
	}

	/**
	 * What time it was by Redis' clock when a hash was read.
	 * @param ttl the time to live in ms, -1 if the key has none, -2 if it has ended since
	 * the fields were read
	 * @return the time in ms, not before the session's end if the key had ended;
	 * {@code null} if the session never ends
	 */
	public static @Nullable Long now(Map<String, byte[]> fields, long ttl) {
		Long expires = number(fields, EXPIRES);
		if (expires == null || ttl == -1) {
			return null;
		}
		return expires + number(fields, GRACE, 0) - Math.max(0, ttl);
	}

	/**
	 * Whether a session has ended.
	 * @param now the time in ms by Redis' clock
	 */
	public static boolean isOver(Map<String, byte[]> fields, long now) {
		return number(fields, EXPIRES, Long.MAX_VALUE) <= now;
	}

	/**
	 * Reads a hash.
	 * @return the session, {@code null} if this is no session
	 */
	public static @Nullable SessionRecord read(String id, Map<String, byte[]> fields, Instant observed) {
		long created = number(fields, CREATED, ABSENT);
		long accessed = number(fields, ACCESSED, ABSENT);
		if (created == ABSENT || accessed == ABSENT) {
			return null;
		}
		long version = number(fields, LAYOUT, 0);
		if (version != VERSION) {
			throw new IllegalStateException("its layout has version %d, and this application knows version %d only"
				.formatted(version, VERSION));
		}
		Map<String, String> details = new HashMap<>();
		Map<String, byte[]> attributes = new HashMap<>();
		fields.forEach((name, value) -> {
			if (name.startsWith(ATTRIBUTE_PREFIX)) {
				attributes.put(NAMES.attribute(name), value);
			}
			else if (!TIMES.contains(name)) {
				details.put(name, string(value));
			}
		});
		Long idle = number(fields, IDLE);
		return new SessionRecord(id, Instant.ofEpochMilli(created), Instant.ofEpochMilli(accessed),
				(idle != null) ? Duration.ofMillis(idle) : null, instant(fields, DEADLINE), instant(fields, EXPIRES),
				Duration.ofMillis(number(fields, GAP, 0)), observed, Collections.unmodifiableMap(details),
				Collections.unmodifiableMap(attributes));
	}

	/**
	 * The arguments of {@code save.lua}.
	 * @param action what the script is to do
	 * @param origin where the session comes from, as the action wants it
	 * @param settings what all sessions share
	 * @param before fields that are already known, when a session moves to a new key
	 */
	static List<byte[]> arguments(String action, String origin, SessionDelta delta, RedisSettings settings,
			Map<String, byte[]> before) {
		List<byte[]> removed = new ArrayList<>();
		List<byte[]> set = new ArrayList<>();
		delta.details().forEach((name, value) -> change(name, (value != null) ? bytes(value) : null, removed, set));
		delta.attributes().forEach((name, value) -> change(ATTRIBUTE_PREFIX + name, value, removed, set));
		before.forEach((name, value) -> {
			if (!isChangedBy(delta, name)) {
				change(name, value, removed, set);
			}
		});
		ExpiryTerms terms = delta.terms();
		List<byte[]> expected = action.equals("update") ? expected(delta) : List.of();
		List<byte[]> arguments = new ArrayList<>(16 + removed.size() + expected.size() + set.size());
		arguments.add(bytes(action));
		arguments.add(bytes(origin));
		arguments.add(millis(delta.age()));
		arguments.add((delta.accessedAgo() != null) ? millis(delta.accessedAgo()) : NO_ACCESS);
		arguments.add((delta.ownIdleTimeout() != null) ? limit(delta.ownIdleTimeout()) : EMPTY);
		arguments.add(limit(terms.idleTimeout()));
		arguments.add(limit(terms.maxLifetime()));
		arguments.add(millis(terms.touchInterval()));
		arguments.add(flag(delta.resetsExpiry()));
		arguments.add(flag(delta.changesPrincipal()));
		arguments.add(millis(settings.grace()));
		arguments.add(MARK);
		SessionAnnouncement.@Nullable Type announced = switch (action) {
			case "create" -> SessionAnnouncement.Type.CREATED;
			case "move" -> SessionAnnouncement.Type.DELETED;
			default -> null;
		};
		arguments.add((announced != null) ? settings.channel() : EMPTY);
		arguments.add((announced != null) ? SessionAnnouncement.header(announced, delta.id()) : EMPTY);
		arguments.add(number(removed.size()));
		arguments.add(number(expected.size() / 2));
		arguments.addAll(removed);
		arguments.addAll(expected);
		arguments.addAll(set);
		return arguments;
	}

	/**
	 * What a session must be like: names of fields, each with the digest of its value.
	 */
	private static List<byte[]> expected(SessionDelta delta) {
		if (delta.expected().isEmpty()) {
			return List.of();
		}
		List<byte[]> fields = new ArrayList<>();
		String principal = delta.known().get(SessionRecord.PRINCIPAL);
		fields.add(bytes(SessionRecord.PRINCIPAL));
		fields.add(digest((principal != null) ? bytes(principal) : null));
		delta.expected().forEach((name, value) -> {
			fields.add(bytes(ATTRIBUTE_PREFIX + name));
			fields.add(digest(value));
		});
		return fields;
	}

	private static byte[] digest(byte @Nullable [] value) {
		return bytes((value != null) ? Base16.digest(value) : "");
	}

	private static boolean isChangedBy(SessionDelta delta, String field) {
		return field.startsWith(ATTRIBUTE_PREFIX) ? delta.attributes().containsKey(NAMES.attribute(field))
				: delta.details().containsKey(field);
	}

	private static void change(String field, byte @Nullable [] value, List<byte[]> removed, List<byte[]> set) {
		if (value != null) {
			set.add(bytes(field));
			set.add(value);
		}
		else {
			removed.add(bytes(field));
		}
	}

	private static byte[] limit(Duration duration) {
		return ExpiryTerms.isLimit(duration) ? number(Math.max(1, duration.toMillis())) : ZERO;
	}

	public static byte[] millis(Duration duration) {
		return number(duration.toMillis());
	}

	private static byte[] flag(boolean value) {
		return value ? ONE : ZERO;
	}

	/**
	 * A number as it is written; without the detour of a string where it is not negative,
	 * because every change has a dozen of them.
	 */
	public static byte[] number(long value) {
		if (value <= 0) {
			return (value == 0) ? ZERO : bytes(Long.toString(value));
		}
		int length = 1;
		for (long rest = value / 10; rest > 0; rest /= 10) {
			length++;
		}
		byte[] text = new byte[length];
		long rest = value;
		for (int i = length - 1; i >= 0; i--) {
			text[i] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
		return text;
	}

	private static @Nullable Instant instant(Map<String, byte[]> fields, String name) {
		Long millis = number(fields, name);
		return (millis != null) ? Instant.ofEpochMilli(millis) : null;
	}

	public static @Nullable Long number(Map<String, byte[]> fields, String name) {
		long number = number(fields, name, ABSENT);
		return (number != ABSENT) ? number : null;
	}

	/**
	 * The number in a field.
	 * @param absent what it is if there is none
	 */
	private static long number(Map<String, byte[]> fields, String name, long absent) {
		byte[] value = fields.get(name);
		if (value == null) {
			return absent;
		}
		long digits = digits(value);
		try {
			return (digits >= 0) ? digits : Long.parseLong(string(value));
		}
		catch (NumberFormatException ex) {
			return absent;
		}
	}

	/**
	 * The number that is written in digits alone.
	 * @return the number, -1 if it may be another one or none
	 */
	private static long digits(byte[] text) {
		if (text.length == 0 || text.length > MAX_DIGITS) {
			return -1;
		}
		long number = 0;
		for (byte digit : text) {
			if (digit < '0' || digit > '9') {
				return -1;
			}
			number = 10 * number + (digit - '0');
		}
		return number;
	}

	public static String string(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	public static byte[] bytes(String string) {
		return string.getBytes(StandardCharsets.UTF_8);
	}

}
