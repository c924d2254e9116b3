package io.github.redissession.redis.inspect;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself.
 *
 * @param info the fields of {@code INFO} by name; none if the server does not say
 * @param config its settings by name; {@code null} if they are not told, or were not
 * asked for
 */
public record ServerNode(Map<String, String> info, @Nullable Map<String, String> config) {

	/** A server that says nothing. */
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
	 * A setting.
	 * @param name its name in {@code CONFIG GET}
	 * @return its value, {@code null} if unknown
	 */
	public @Nullable String setting(String name) {
		return (this.config != null) ? this.config.get(name) : null;
	}

	/**
	 * Whether it said anything.
	 * @return {@code false} if it must not, or does not know the command
	 */
	public boolean isKnown() {
		return !this.info.isEmpty();
	}

	/**
	 * A field.
	 * @param name its name
	 * @return its value, {@code null} if unknown
	 */
	public @Nullable String text(String name) {
		return this.info.get(name);
	}

	/**
	 * A field that is a number.
	 * @param name its name
	 * @return its value, {@code null} if unknown
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
	 * How many keys all its databases have.
	 * @return the number
	 */
	public long keys() {
		return this.info.entrySet()
			.stream()
			.filter((field) -> field.getKey().matches("db\\d+"))
			.mapToLong((field) -> part(field.getValue(), "keys"))
			.sum();
	}

	/**
	 * How long ago the replica was heard of that is furthest behind.
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
