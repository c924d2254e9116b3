package io.github.redissession.redis.inspect;

import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.client.ServerCommands;

/**
 * Measures how much memory keys take. A size that an ACL forbids to read is {@code null}.
 *
 * @param commands sends the commands
 */
record KeyMemory(ServerCommands commands) {

	/** How many members of a sorted set Redis looks at to estimate its size. */
	private static final int MEMBERS = 100;

	/**
	 * Measures a key.
	 * @return bytes, {@code null} if it does not exist
	 */
	CompletionStage<@Nullable Long> bytes(byte[] key) {
		return number(CommandType.MEMORY, "USAGE", key, "SAMPLES", MEMBERS);
	}

	/**
	 * Measures a sorted set, and counts all its members.
	 */
	CompletionStage<@Nullable Size> sortedSet(byte[] key) {
		return sortedSet(key, number(CommandType.ZCARD, key));
	}

	/**
	 * Measures an index, and counts the sessions that it lists. Negative scores tell the
	 * order of the sessions in an index and list none.
	 */
	CompletionStage<@Nullable Size> index(byte[] key) {
		return sortedSet(key, number(CommandType.ZCOUNT, key, "0", "+inf"));
	}

	private CompletionStage<@Nullable Size> sortedSet(byte[] key, CompletionStage<@Nullable Long> count) {
		return bytes(key).thenCombine(count, (bytes, members) -> (members == null || (bytes == null && members > 0))
				? null : new Size((bytes != null) ? bytes : 0, members));
	}

	private CompletionStage<@Nullable Long> number(CommandType type, Object... arguments) {
		return this.commands.ask(type, () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE), arguments);
	}

	/**
	 * The size of a sorted set; 0 bytes if it does not exist.
	 */
	record Size(long bytes, long members) {

	}

}
