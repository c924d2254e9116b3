package io.github.redissession.redis.inspect;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the servers that have the sessions.
 *
 * @param nodes every primary
 * @param user as whom this application has logged in, {@code null} if that is not told
 * @param clockSkew how far the server's clock is ahead of ours; within the time that the
 * question took
 * @param commands commands out of {@link ServerInspection#FEATURES} that the server
 * knows, {@code null} if it does not tell
 */
public record ServerFacts(List<ServerNode> nodes, @Nullable String user, Duration clockSkew,
		@Nullable Set<String> commands) {

	/**
	 * A number of all primaries.
	 * @param field its name in {@code INFO}
	 * @param merge what makes one of two, such as a sum
	 * @return the number, {@code null} if one of them does not tell
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
	 * A field of the first primary.
	 * @param field its name in {@code INFO}
	 * @return its value, {@code null} if unknown
	 */
	public @Nullable String text(String field) {
		return this.nodes.isEmpty() ? null : this.nodes.get(0).text(field);
	}

	/**
	 * The program, and its own version.
	 * @return for example {@code redis 7.0.15} or {@code valkey 8.1.1}, {@code null} if
	 * unknown
	 */
	public @Nullable String version() {
		String valkey = text("valkey_version");
		String redis = text("redis_version");
		return (valkey != null) ? "valkey " + valkey : (redis != null) ? "redis " + redis : null;
	}

}
