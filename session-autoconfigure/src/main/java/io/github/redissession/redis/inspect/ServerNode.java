package io.github.redissession.redis.inspect;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a server reports about itself.
 *
 * @param info the fields of {@code INFO} by name; empty if an ACL forbids the command
 * @param config its settings by name; {@code null} if an ACL forbids to read them, or
 * they were not requested
 */
public record ServerNode(Map<String, String> info, @Nullable Map<String, String> config) {

	/** A server that reports nothing. */
	public static final ServerNode UNKNOWN = new ServerNode(Map.of(), null);

	static ServerNode parse(@Nullable String info) {
		Map<String, String> fields = new LinkedHashMap<>();
		if (info != null) {
			info.lines().filter((line) -> !line.startsWith("#")).forEach((line) -> {
				int end = line.indexOf(':');
				if (end > 0) {
					fields.put(line.substring(0, end), line.substring(end + 1).strip());
				}
			});
		}
		return new ServerNode(fields, null);
	}

	ServerNode with(@Nullable Map<String, String> settings) {
		return new ServerNode(this.info, settings);
	}

	/**
	 * Returns a setting.
	 * @param name its name in {@code CONFIG GET}
	 * @return its value, {@code null} if unknown
	 */
	public @Nullable String setting(String name) {
		return (this.config != null) ? this.config.get(name) : null;
	}

	/**
	 * Whether the server reports anything.
	 * @return {@code false} if {@code INFO} is forbidden or unknown to the server
	 */
	public boolean isKnown() {
		return !this.info.isEmpty();
	}

	/**
	 * Returns a field of {@code INFO}.
	 * @param name its name
	 * @return its value, {@code null} if unknown
	 */
	public @Nullable String text(String name) {
		return this.info.get(name);
	}

	/**
	 * Returns a numeric field of {@code INFO}.
	 * @param name its name
	 * @return its value, {@code null} if it is unknown or not a number
	 */
	public @Nullable Long number(String name) {
		String value = this.info.get(name);
		try {
			return (value != null) ? Long.valueOf(value) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Returns the number of keys in all its databases.
	 * @return the number, 0 if unknown
	 */
	public long keys() {
		return this.info.entrySet()
			.stream()
			.filter((field) -> field.getKey().matches("db\\d+"))
			.mapToLong((field) -> part(field.getValue(), "keys"))
			.sum();
	}

	/**
	 * Returns the longest time since a replica last sent an acknowledgement.
	 * @return seconds; {@code null} if there is no replica
	 */
	public @Nullable Long replicationLag() {
		return this.info.entrySet()
			.stream()
			.filter((field) -> field.getKey().matches("slave\\d+"))
			.map((field) -> part(field.getValue(), "lag"))
			.max(Long::compare)
			.orElse(null);
	}

	private static long part(String value, String name) {
		return Stream.of(value.split(","))
			.filter((part) -> part.startsWith(name + "="))
			.map((part) -> part.substring(name.length() + 1))
			.filter((part) -> part.matches("-?\\d+"))
			.mapToLong(Long::parseLong)
			.findFirst()
			.orElse(0);
	}

}
