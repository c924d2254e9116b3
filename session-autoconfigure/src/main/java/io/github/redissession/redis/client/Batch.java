package io.github.redissession.redis.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScoredValueScanCursor;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.DoubleOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.KeyValueListOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ScoredValueListOutput;
import io.lettuce.core.output.ScoredValueScanOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;

/**
 * Commands that reach the network together and so cost one round trip. Every command has
 * at most one key; on a cluster each node receives its part. Nothing is sent before
 * {@link #send()}; if sending fails, every command fails.
 */
public final class Batch {

	private static final RedisCodec<byte[], byte[]> BYTES = ByteArrayCodec.INSTANCE;

	private final SessionConnection connection;

	private final Consumer<List<AsyncCommand<?, ?, ?>>> sender;

	private final List<AsyncCommand<?, ?, ?>> collected = new ArrayList<>();

	/**
	 * Creates a batch.
	 * @param sender sends its commands
	 */
	Batch(SessionConnection connection, Consumer<List<AsyncCommand<?, ?, ?>>> sender) {
		this.connection = connection;
		this.sender = sender;
	}

	/**
	 * Reads a hash and its time to live.
	 * @param codec decodes the names and values of the hash's fields
	 */
	public CompletionStage<TimedHash> hashWithTtl(byte[] key, RedisCodec<String, byte[]> codec) {
		CompletionStage<Map<String, byte[]>> hash = add(CommandType.HGETALL, () -> new MapOutput<>(codec), args(key));
		return hash.thenCombine(timeToLive(key), TimedHash::new);
	}

	/**
	 * Reads the remaining time to live of a key.
	 * @return the time in ms, -1 if the key has none, -2 if there is no such key
	 */
	public CompletionStage<Long> timeToLive(byte[] key) {
		return add(CommandType.PTTL, () -> new IntegerOutput<>(BYTES), args(key));
	}

	/**
	 * Sets the time to live of a key. A server that has become a replica refuses this
	 * even if there is no such key, and the connection to it is replaced.
	 * @return 1, or 0 if there is no such key
	 */
	public CompletionStage<Long> expire(byte[] key, Duration timeToLive) {
		CompletionStage<Long> reply = add(CommandType.PEXPIRE, () -> new IntegerOutput<>(BYTES),
				args(key).add(timeToLive.toMillis()));
		return reply.whenComplete((found, ex) -> {
			if (ex != null) {
				this.connection.reconnectIfReadOnly(ex);
			}
		});
	}

	/**
	 * Waits until replicas have received what this connection has written so far. The
	 * command is not repeated on another connection, which has written nothing.
	 * @return the number of replicas that have received it
	 */
	public CompletionStage<Long> waitFor(Replicas replicas) {
		return add(CommandType.WAIT, () -> new IntegerOutput<>(BYTES),
				new CommandArgs<>(BYTES).add(replicas.number()).add(replicas.timeout().toMillis()), false);
	}

	/**
	 * Scans a sorted set from a cursor on; about {@code count} members are returned.
	 */
	public CompletionStage<ScoredValueScanCursor<byte[]>> scan(byte[] key, String cursor, int count) {
		return add(CommandType.ZSCAN, () -> new ScoredValueScanOutput<>(BYTES),
				args(key).add(cursor).add("COUNT").add(count));
	}

	/**
	 * Counts the members of a sorted set with scores in a range.
	 */
	public CompletionStage<Long> size(byte[] key, String min, String max) {
		return add(CommandType.ZCOUNT, () -> new IntegerOutput<>(BYTES), args(key).add(min).add(max));
	}

	/**
	 * Reads members of a sorted set with their scores, from a score up.
	 */
	public CompletionStage<List<ScoredValue<byte[]>>> members(byte[] key, String min) {
		return add(CommandType.ZRANGEBYSCORE, () -> new ScoredValueListOutput<>(BYTES),
				args(key).add(min).add("+inf").add("WITHSCORES"));
	}

	/**
	 * Reads the score of a member of a sorted set.
	 */
	public CompletionStage<@Nullable Double> score(byte[] key, byte[] member) {
		return add(CommandType.ZSCORE, () -> new DoubleOutput<>(BYTES), args(key).add(member));
	}

	/**
	 * Reads some fields of a hash.
	 */
	public CompletionStage<List<KeyValue<byte[], byte[]>>> fields(byte[] key, List<byte[]> names) {
		CommandArgs<byte[], byte[]> args = args(key);
		names.forEach(args::add);
		return add(CommandType.HMGET, () -> new KeyValueListOutput<>(BYTES, names), args);
	}

	/**
	 * Removes a field of a hash.
	 */
	public CompletionStage<Long> removeField(byte[] key, String name) {
		return add(CommandType.HDEL, () -> new IntegerOutput<>(BYTES),
				args(key).add(name.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Sends a command that has no key.
	 */
	public CompletionStage<List<Object>> keyless(String name, List<String> arguments) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(BYTES);
		arguments.forEach((one) -> args.add(one.getBytes(StandardCharsets.UTF_8)));
		return add(new Keyword(name.getBytes(StandardCharsets.US_ASCII)), () -> new NestedMultiOutput<>(BYTES), args);
	}

	/**
	 * Removes members from a sorted set.
	 */
	public CompletionStage<Long> remove(byte[] key, byte[]... members) {
		CommandArgs<byte[], byte[]> args = args(key);
		Arrays.asList(members).forEach(args::add);
		return add(CommandType.ZREM, () -> new IntegerOutput<>(BYTES), args);
	}

	/**
	 * Removes a member from a set.
	 */
	public CompletionStage<Long> removeFromSet(byte[] key, byte[] member) {
		return add(CommandType.SREM, () -> new IntegerOutput<>(BYTES), args(key).add(member));
	}

	/**
	 * Deletes a key.
	 */
	public CompletionStage<Long> unlink(byte[] key) {
		return add(CommandType.UNLINK, () -> new IntegerOutput<>(BYTES), args(key));
	}

	/**
	 * Sets a string with a time to live.
	 */
	public CompletionStage<String> set(byte[] key, byte[] value, Duration timeToLive) {
		return add(CommandType.SET, () -> new StatusOutput<>(BYTES),
				args(key).add(value).add("PX").add(timeToLive.toMillis()));
	}

	/**
	 * Publishes a message on a channel.
	 */
	public CompletionStage<Long> publish(byte[] channel, byte[] message) {
		return add(CommandType.PUBLISH, () -> new IntegerOutput<>(BYTES), args(channel).add(message));
	}

	/**
	 * Acknowledges an entry of a stream for a consumer group.
	 */
	public CompletionStage<Long> acknowledge(byte[] key, byte[] group, byte[] entry) {
		return add(CommandType.XACK, () -> new IntegerOutput<>(BYTES), args(key).add(group).add(entry));
	}

	/**
	 * Runs a script that returns an integer, see {@link #eval}.
	 */
	public CompletionStage<Long> evalInteger(RedisScript script, byte[] key, List<byte[]> arguments) {
		return eval(script, key, arguments, () -> new IntegerOutput<>(BYTES));
	}

	/**
	 * Runs a script that returns an array of strings, see {@link #eval}.
	 */
	public CompletionStage<List<byte[]>> evalArray(RedisScript script, byte[] key, List<byte[]> arguments) {
		return eval(script, key, arguments, () -> new ValueListOutput<>(BYTES));
	}

	/**
	 * Runs a script: by its digest if the server has probably loaded it, otherwise by its
	 * text. So the commands of a batch keep their order on a server that has just been
	 * started.
	 */
	public <T extends @Nullable Object> CompletionStage<T> eval(RedisScript script, byte[] key, List<byte[]> arguments,
			Supplier<CommandOutput<byte[], byte[], T>> output) {
		return eval(script, key, arguments, output, true);
	}

	/**
	 * Runs a script that returns an array of strings, and never repeats it, because a
	 * second run would undo what others may have done since the first one.
	 */
	public CompletionStage<List<byte[]>> evalOnce(RedisScript script, byte[] key, List<byte[]> arguments) {
		return eval(script, key, arguments, () -> new ValueListOutput<>(BYTES), false);
	}

	private <T extends @Nullable Object> CompletionStage<T> eval(RedisScript script, byte[] key, List<byte[]> arguments,
			Supplier<CommandOutput<byte[], byte[], T>> output, boolean repeatable) {
		if (!this.connection.isLoaded(script)) {
			return evalText(script, key, arguments, output, repeatable);
		}
		return add(CommandType.EVALSHA, output, scriptArguments(script.sha1(), key, arguments), repeatable)
			.exceptionallyCompose((ex) -> {
				if (!(Stages.cause(ex) instanceof RedisNoScriptException)) {
					this.connection.reconnectIfReadOnly(ex);
					return CompletableFuture.failedFuture(ex);
				}
				return this.connection.send((again) -> again.evalText(script, key, arguments, output, repeatable));
			});
	}

	private <T extends @Nullable Object> CompletionStage<T> evalText(RedisScript script, byte[] key,
			List<byte[]> arguments, Supplier<CommandOutput<byte[], byte[], T>> output, boolean repeatable) {
		return add(CommandType.EVAL, output, scriptArguments(script.text(), key, arguments), repeatable)
			.whenComplete((result, ex) -> {
				if (ex == null) {
					this.connection.markLoaded(script);
				}
				else {
					this.connection.reconnectIfReadOnly(ex);
				}
			});
	}

	private static CommandArgs<byte[], byte[]> args(byte[] key) {
		return new CommandArgs<>(BYTES).addKey(key);
	}

	private static CommandArgs<byte[], byte[]> scriptArguments(Object script, byte[] key, List<byte[]> arguments) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(BYTES);
		args = (script instanceof byte[] text) ? args.add(text) : args.add((String) script);
		args.add(1).addKey(key);
		arguments.forEach(args::add);
		return args;
	}

	private <K, V, T extends @Nullable Object> CompletionStage<T> add(ProtocolKeyword type,
			Supplier<? extends CommandOutput<K, V, T>> output, CommandArgs<?, ?> args) {
		return add(type, output, args, true);
	}

	@SuppressWarnings("unchecked")
	private <K, V, T extends @Nullable Object> CompletionStage<T> add(ProtocolKeyword type,
			Supplier<? extends CommandOutput<K, V, T>> output, CommandArgs<?, ?> args, boolean repeatable) {
		AsyncCommand<K, V, T> command = new SessionCommand<>(type, output, (CommandArgs<K, V>) args, this.connection,
				repeatable);
		this.collected.add(command);
		return command;
	}

	/**
	 * Sends the collected commands.
	 */
	public void send() {
		this.sender.accept(this.collected);
	}

	/**
	 * A hash and its time to live.
	 *
	 * @param fields its fields, empty if there is no such key
	 * @param ttl its time to live in ms, -1 if it has none, -2 if there is no such key
	 */
	public record TimedHash(Map<String, byte[]> fields, long ttl) {

	}

	/**
	 * The name of a command for which Lettuce has no type.
	 */
	private record Keyword(byte[] word) implements ProtocolKeyword {

		@Override
		public byte[] getBytes() {
			return this.word;
		}

		@Override
		public String toString() {
			return new String(this.word, StandardCharsets.US_ASCII);
		}

	}

}
