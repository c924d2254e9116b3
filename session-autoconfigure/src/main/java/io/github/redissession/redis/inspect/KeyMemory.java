package io.github.redissession.redis.inspect;

import java.util.concurrent.CompletionStage;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.SessionHash;
import io.github.redissession.redis.client.ServerCommands;

/**
 * Lets the server measure single keys.
 */
final class KeyMemory {

	/** How many members of a sorted set the server looks at. */
	private static final int MEMBERS = 100;

	private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

	private final ServerCommands questions;

	KeyMemory(ServerCommands questions) {
		this.questions = questions;
	}

	/**
	 * The size of a hash. A large one is a table.
	 * @param extra what its entries take and are not counted with, see {@link #table}
	 * @return {@code null} if there is none, or it must not be measured
	 */
	CompletionStage<@Nullable Long> hash(byte[] key, int extra) {
		CompletionStage<@Nullable Long> fields = number(CommandType.HLEN, key)
			.thenApply((known) -> (known != null) ? known + 1 : null);
		return plus(usage(key, 0), key, "hashtable", fields, extra);
	}

	/**
	 * The size of a sorted set. A large one has a table.
	 * @param extra bytes that the allocator gives for an entry of a table and
	 * {@code MEMORY USAGE} does not count
	 * @return {@code null} if there is none, or it must not be measured
	 */
	CompletionStage<@Nullable Long> table(byte[] key, int extra) {
		return plus(usage(key, MEMBERS), key, "skiplist", members(key), extra);
	}

	private CompletionStage<@Nullable Long> plus(CompletionStage<@Nullable Long> usage, byte[] key, String encoding,
			CompletionStage<@Nullable Long> entries, int extra) {
		if (extra == 0) {
			return usage;
		}
		CompletionStage<Boolean> table = this.questions
			.ask(CommandType.OBJECT, () -> new ValueOutput<>(BYTES), "ENCODING", key)
			.thenApply((known) -> known != null && SessionHash.string(known).equals(encoding));
		return entries.thenCombine(table, (number, isTable) -> (number != null && isTable) ? extra * number : 0L)
			.thenCombine(usage, (more, measured) -> (measured != null) ? Long.valueOf(measured + more) : null);
	}

	/**
	 * How many members a sorted set has.
	 */
	CompletionStage<@Nullable Long> members(byte[] key) {
		return number(CommandType.ZCARD, key);
	}

	/**
	 * How many of them are sessions or values. What is scored below zero tells of their
	 * order.
	 */
	CompletionStage<@Nullable Long> membersFromZero(byte[] key) {
		return this.questions.ask(CommandType.ZCOUNT, () -> new IntegerOutput<>(BYTES), key, "0", "+inf");
	}

	private CompletionStage<@Nullable Long> usage(byte[] key, int samples) {
		return this.questions.ask(CommandType.MEMORY, () -> new IntegerOutput<>(BYTES), "USAGE", key, "SAMPLES",
				samples);
	}

	private CompletionStage<@Nullable Long> number(CommandType command, byte[] key) {
		return this.questions.ask(command, () -> new IntegerOutput<>(BYTES), (Object) key);
	}

}
