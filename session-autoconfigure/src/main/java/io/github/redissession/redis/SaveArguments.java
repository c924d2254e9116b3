package io.github.redissession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.lettuce.core.codec.Base16;
import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionRecord;

/**
 * Encodes a delta as arguments of {@code save.lua}.
 */
final class SaveArguments {

	private static final byte[] NO_ACCESS = SessionHash.bytes("-1");

	private static final byte[] MARK = SessionHash.millis(RedisSettings.MARK);

	private SaveArguments() {
	}

	/**
	 * Returns the arguments of {@code save.lua}.
	 * @param action what the script is to do
	 * @param origin where the session comes from, as the action expects it
	 * @param before fields that are already known, when a session moves to a new key
	 */
	static List<byte[]> of(String action, String origin, SessionDelta delta, RedisSettings settings,
			Map<String, byte[]> before) {
		List<byte[]> removed = new ArrayList<>();
		List<byte[]> set = new ArrayList<>();
		delta.details()
			.forEach((name, value) -> change(name, (value != null) ? SessionHash.bytes(value) : null, removed, set));
		delta.attributes().forEach((name, value) -> change(SessionHash.ATTRIBUTE_PREFIX + name, value, removed, set));
		before.forEach((name, value) -> {
			if (!isChangedBy(delta, name)) {
				change(name, value, removed, set);
			}
		});
		List<byte[]> expected = action.equals("update") ? expected(delta) : List.of();
		List<byte[]> arguments = new ArrayList<>(16 + removed.size() + expected.size() + set.size());
		arguments.add(SessionHash.bytes(action));
		arguments.add(SessionHash.bytes(origin));
		addTimes(arguments, delta, settings);
		addAnnouncement(arguments, action, delta, settings);
		arguments.add(SessionHash.number(removed.size()));
		arguments.add(SessionHash.number(expected.size() / 2));
		arguments.addAll(removed);
		arguments.addAll(expected);
		arguments.addAll(set);
		return arguments;
	}

	private static void addTimes(List<byte[]> arguments, SessionDelta delta, RedisSettings settings) {
		Duration accessedAgo = delta.times().accessedAgo();
		Duration own = delta.times().ownIdleTimeout();
		ExpiryTerms terms = delta.terms();
		arguments.add(SessionHash.millis(delta.times().age()));
		arguments.add((accessedAgo != null) ? SessionHash.millis(accessedAgo) : NO_ACCESS);
		arguments.add((own != null) ? limit(own) : SessionHash.EMPTY);
		arguments.add(limit(terms.idleTimeout()));
		arguments.add(limit(terms.maxLifetime()));
		arguments.add(SessionHash.millis(terms.touchInterval()));
		arguments.add(SessionHash.number(delta.resetsExpiry() ? 1 : 0));
		arguments.add(SessionHash.number(delta.changesPrincipal() ? 1 : 0));
		arguments.add(SessionHash.millis(settings.grace()));
		arguments.add(MARK);
	}

	private static void addAnnouncement(List<byte[]> arguments, String action, SessionDelta delta,
			RedisSettings settings) {
		SessionAnnouncement.@Nullable Type announced = switch (action) {
			case "create", "adopt" -> SessionAnnouncement.Type.CREATED;
			case "move" -> SessionAnnouncement.Type.DELETED;
			default -> null;
		};
		arguments.add((announced != null) ? settings.channel() : SessionHash.EMPTY);
		arguments.add((announced != null) ? SessionAnnouncement.header(announced, delta.id()) : SessionHash.EMPTY);
	}

	/**
	 * Returns the expected values: names of fields, each with the digest of its value.
	 */
	private static List<byte[]> expected(SessionDelta delta) {
		if (delta.expected().isEmpty()) {
			return List.of();
		}
		List<byte[]> fields = new ArrayList<>();
		String principal = delta.known().get(SessionRecord.PRINCIPAL);
		fields.add(SessionHash.bytes(SessionRecord.PRINCIPAL));
		fields.add(digest((principal != null) ? SessionHash.bytes(principal) : null));
		delta.expected().forEach((name, value) -> {
			fields.add(SessionHash.bytes(SessionHash.ATTRIBUTE_PREFIX + name));
			fields.add(digest(value));
		});
		return fields;
	}

	private static byte[] digest(byte @Nullable [] value) {
		return SessionHash.bytes((value != null) ? Base16.digest(value) : "");
	}

	private static boolean isChangedBy(SessionDelta delta, String field) {
		return field.startsWith(SessionHash.ATTRIBUTE_PREFIX)
				? delta.attributes().containsKey(SessionHash.NAMES.attribute(field))
				: delta.details().containsKey(field);
	}

	private static void change(String field, byte @Nullable [] value, List<byte[]> removed, List<byte[]> set) {
		if (value != null) {
			set.add(SessionHash.bytes(field));
			set.add(value);
		}
		else {
			removed.add(SessionHash.bytes(field));
		}
	}

	private static byte[] limit(Duration duration) {
		return SessionHash.number(ExpiryTerms.isLimit(duration) ? Math.max(1, duration.toMillis()) : 0);
	}

}
