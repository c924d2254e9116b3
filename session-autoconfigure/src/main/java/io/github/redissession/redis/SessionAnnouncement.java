package io.github.redissession.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;

/**
 * A message on the channel of events: strings, each preceded by its length in bytes and a
 * colon, like netstrings without the comma. They are the type, the session's id, the time
 * by the clock of Redis in ms, and then names and values of the session's fields.
 *
 * @param type what has happened to the session
 * @param session the session at that time
 */
public record SessionAnnouncement(Type type, SessionRecord session) {

	/**
	 * What has happened to a session.
	 */
	public enum Type {

		CREATED, DELETED, EXPIRED,
		/** It has a new id. The only field is {@link #FROM}. */
		MOVED

	}

	/** The field of a {@link Type#MOVED} announcement that contains the old id. */
	private static final String FROM = "from";

	/**
	 * Returns the part of a message that scripts receive as an argument.
	 */
	public static byte[] header(Type type, String id) {
		String name = type.name().toLowerCase(Locale.ROOT);
		return (name.length() + ":" + name + id.getBytes(StandardCharsets.UTF_8).length + ":" + id)
			.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Returns a whole message.
	 * @param at the time by Redis' clock in ms
	 * @param fields the session's fields
	 */
	public static byte[] frame(Type type, String id, long at, Map<String, byte[]> fields) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.writeBytes(header(type, id));
		write(frame, SessionHash.bytes(Long.toString(at)));
		fields.forEach((name, value) -> {
			write(frame, SessionHash.bytes(name));
			write(frame, value);
		});
		return frame.toByteArray();
	}

	/**
	 * Returns the message that a session has a new id.
	 * @param at the time in ms
	 */
	public static byte[] moved(String id, String newId, long at) {
		return frame(Type.MOVED, newId, at, Map.of(FROM, SessionHash.bytes(id)));
	}

	/**
	 * Reads only what happened to which session.
	 * @return the beginning of the announcement, {@code null} if this version does not
	 * understand it
	 */
	public static @Nullable Header header(byte[] message) {
		try {
			List<byte[]> strings = strings(message, 5);
			Type type = type(strings);
			String id = SessionHash.string(strings.get(1));
			return new Header(type, id, (type == Type.MOVED) ? SessionHash.string(strings.get(4)) : id);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private static Type type(List<byte[]> strings) {
		return Type.valueOf(SessionHash.string(strings.get(0)).toUpperCase(Locale.ROOT));
	}

	private static void write(ByteArrayOutputStream frame, byte[] string) {
		frame.writeBytes(SessionHash.bytes(string.length + ":"));
		frame.writeBytes(string);
	}

	/**
	 * Reads a message.
	 * @return the announcement, {@code null} if this version does not understand it
	 */
	public static @Nullable SessionAnnouncement parse(byte[] message) {
		try {
			List<byte[]> strings = strings(message, Integer.MAX_VALUE);
			Type type = type(strings);
			Instant at = Instant.ofEpochMilli(Long.parseLong(SessionHash.string(strings.get(2))));
			SessionRecord session = SessionHash.read(SessionHash.string(strings.get(1)), SessionHash.fields(strings, 3),
					at);
			return (session != null) ? new SessionAnnouncement(type, session) : null;
		}
		catch (RuntimeException ex) {
			// Any client may publish anything on the channel.
			return null;
		}
	}

	private static List<byte[]> strings(byte[] message, int max) {
		List<byte[]> strings = new ArrayList<>();
		int position = 0;
		while (position < message.length && strings.size() < max) {
			int length = 0;
			for (; message[position] != ':'; position++) {
				length = Math.addExact(Math.multiplyExact(length, 10), Character.digit(message[position], 10));
			}
			byte[] string = new byte[Math.min(length, message.length)];
			System.arraycopy(message, position + 1, string, 0, length);
			strings.add(string);
			position += 1 + length;
		}
		return strings;
	}

	/**
	 * The beginning of an announcement.
	 *
	 * @param type what has happened
	 * @param id the id of the session
	 * @param previousId the id that it had before
	 */
	public record Header(Type type, String id, String previousId) {

	}

}
