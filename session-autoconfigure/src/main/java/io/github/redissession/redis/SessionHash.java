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

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;

/**
 * Encodes and decodes a session's hash as {@code docs/storage.md} specifies it: times in
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

	static final String GRACE = "grace";

	static final FieldNames NAMES = new FieldNames();

	private static final int VERSION = 1;

	static final byte[] EMPTY = {};

	private static final byte[] ZERO = { '0' };

	/**
	 * Instead of the number in a field that is missing, because each read has several.
	 */
	private static final long ABSENT = Long.MIN_VALUE;

	/** Every number of so many digits fits into a long. */
	private static final int MAX_DIGITS = 18;

	private static final Set<String> TIMES = Set.of(LAYOUT, CREATED, ACCESSED, IDLE, DEADLINE, EXPIRES, GAP, GRACE);

	/** The fields that every summary of a session is made of. */
	static final List<String> SUMMARY = List.of(LAYOUT, CREATED, ACCESSED, IDLE, DEADLINE, EXPIRES, GAP, GRACE,
			SessionRecord.PRINCIPAL, "device.ip", "device.agent");

	private SessionHash() {
	}

	/**
	 * Reads a hash.
	 * @return the session, {@code null} if the hash is not a session
	 */
	public static @Nullable SessionRecord read(String id, Map<String, byte[]> fields, Instant observed) {
		Instant created = instant(fields, CREATED);
		Instant accessed = instant(fields, ACCESSED);
		if (created == null || accessed == null) {
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
		long idle = number(fields, IDLE, ABSENT);
		return new SessionRecord(id, created, accessed, (idle != ABSENT) ? Duration.ofMillis(idle) : null,
				instant(fields, DEADLINE), instant(fields, EXPIRES), Duration.ofMillis(number(fields, GAP, 0)),
				observed, Collections.unmodifiableMap(details), Collections.unmodifiableMap(attributes));
	}

	public static byte[] millis(Duration duration) {
		return number(duration.toMillis());
	}

	/**
	 * Returns a number in decimal notation, without the detour of a string unless it is
	 * negative, because every change has a dozen of them.
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
		long millis = number(fields, name, ABSENT);
		return (millis != ABSENT) ? Instant.ofEpochMilli(millis) : null;
	}

	/**
	 * Returns the number in a field.
	 * @return the number, {@code null} if the field is missing or not a number
	 */
	public static @Nullable Long number(Map<String, byte[]> fields, String name) {
		long number = number(fields, name, ABSENT);
		return (number != ABSENT) ? number : null;
	}

	/**
	 * Returns the number in a field.
	 * @param absent the result if the field is missing or not a number
	 */
	static long number(Map<String, byte[]> fields, String name, long absent) {
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
	 * Reads a number that consists of digits only.
	 * @return the number, -1 for any other text
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

	/**
	 * Returns strings as arguments of a script.
	 * @return a list that may be extended
	 */
	static List<byte[]> list(String... strings) {
		List<byte[]> list = new ArrayList<>(strings.length);
		for (String string : strings) {
			list.add(bytes(string));
		}
		return list;
	}

	/**
	 * Returns the fields in a reply or a message, in which names and values alternate.
	 * @param first the position of the first name
	 */
	static Map<String, byte[]> fields(List<byte[]> strings, int first) {
		Map<String, byte[]> fields = new HashMap<>();
		for (int i = first; i + 1 < strings.size(); i += 2) {
			fields.put(string(strings.get(i)), strings.get(i + 1));
		}
		return fields;
	}

	public static byte[] bytes(String string) {
		return string.getBytes(StandardCharsets.UTF_8);
	}

}
