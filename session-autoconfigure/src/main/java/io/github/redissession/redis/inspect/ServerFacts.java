package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the servers that store the sessions.
 *
 * @param nodes every primary
 * @param user the Redis user of this application, {@code null} if unknown
 * @param clockSkew how far the server's clock is ahead of ours; zero if the difference is
 * not larger than the duration of the command that read it
 * @param commands the commands of {@link ServerInspection#FEATURES} that the server has,
 * {@code null} if unknown
 */
public record ServerFacts(List<ServerNode> nodes, @Nullable String user, Duration clockSkew,
		@Nullable Set<String> commands) {

	/** Forks of Redis also report the version of Redis that they resemble. */
	private static final List<String> SOFTWARE = List.of("valkey", "redict", "redis");

	/**
	 * Merges a number of all primaries.
	 * @param field its name in {@code INFO}
	 * @param merge merges two numbers into one, for example into their sum
	 * @return the number, {@code null} if it is unknown for one of the primaries
	 */
	public @Nullable Long number(String field, BinaryOperator<Long> merge) {
		Long all = null;
		for (ServerNode node : this.nodes) {
			Long one = node.number(field);
			if (one == null) {
				return null;
			}
			all = (all != null) ? merge.apply(all, one) : one;
		}
		return all;
	}

	/**
	 * Returns a field of the first primary.
	 * @param field its name in {@code INFO}
	 * @return its value, {@code null} if unknown
	 */
	public @Nullable String text(String field) {
		return this.nodes.isEmpty() ? null : this.nodes.get(0).text(field);
	}

	/**
	 * Returns the name and version of the server software.
	 * @return for example {@code redis 7.0.15}, {@code valkey 8.1.1} or
	 * {@code redict 7.3.6}, {@code null} if unknown
	 */
	public @Nullable String version() {
		return SOFTWARE.stream()
			.filter((name) -> text(name + "_version") != null)
			.findFirst()
			.map((name) -> name + " " + text(name + "_version"))
			.orElse(null);
	}

}
