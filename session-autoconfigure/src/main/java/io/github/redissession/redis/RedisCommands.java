package io.github.redissession.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The only door to Lettuce. It uses the shared connection of Boot's connection factory,
 * so that standalone, sentinel, replicas, cluster and TLS are configured in one place,
 * and asks the factory for another one when that is closed, as a stopped factory does.
 * <p>
 * A batch is written to the network as a whole, so it costs one round trip.
 */
public final class RedisCommands {

	private static final RedisCodec<byte[], byte[]> BYTES = ByteArrayCodec.INSTANCE;

	private static final RedisCodec<String, byte[]> NAMES_AND_BYTES = RedisCodec.of(StringCodec.UTF8,
			ByteArrayCodec.INSTANCE);

	private final RedisConnectionFactory connectionFactory;

	private final AtomicReference<@Nullable CompletableFuture<StatefulConnection<byte[], byte[]>>> connection = new AtomicReference<>();

	/**
	 * Opens the door.
	 * @param connectionFactory a factory for Lettuce connections
	 */
	public RedisCommands(RedisConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
	}

	/**
	 * Reads a hash and its time to live in one round trip.
	 */
	CompletionStage<TimedHash> hashWithTtl(byte[] key) {
		AsyncCommand<?, ?, Map<String, byte[]>> hash = command(CommandType.HGETALL, new MapOutput<>(NAMES_AND_BYTES),
				new CommandArgs<>(BYTES).addKey(key));
		AsyncCommand<?, ?, Long> ttl = command(CommandType.PTTL, new IntegerOutput<>(BYTES),
				new CommandArgs<>(BYTES).addKey(key));
		return send(List.of(hash, ttl), () -> hash.thenCombine(ttl, TimedHash::new));
	}

	/**
	 * Runs a script on one key: by its digest, and by its text if the server does not
	 * know it (any more).
	 */
	<T extends @Nullable Object> CompletionStage<T> eval(RedisScript script, byte[] key, List<byte[]> arguments,
			Supplier<CommandOutput<byte[], byte[], T>> output) {
		AsyncCommand<?, ?, T> known = command(CommandType.EVALSHA, output.get(),
				scriptArguments(new CommandArgs<>(BYTES).add(script.sha1()), key, arguments));
		return send(List.of(known), () -> known.exceptionallyCompose((ex) -> {
			Throwable cause = (ex instanceof CompletionException) ? ex.getCause() : ex;
			if (!(cause instanceof RedisNoScriptException)) {
				return CompletableFuture.failedFuture(ex);
			}
			AsyncCommand<?, ?, T> unknown = command(CommandType.EVAL, output.get(),
					scriptArguments(new CommandArgs<>(BYTES).add(script.text()), key, arguments));
			return send(List.of(unknown), () -> unknown);
		}));
	}

	private static CommandArgs<byte[], byte[]> scriptArguments(CommandArgs<byte[], byte[]> args, byte[] key,
			List<byte[]> arguments) {
		args.add(1).addKey(key);
		arguments.forEach(args::add);
		return args;
	}

	/**
	 * Writes commands with one flush. Neither this method nor what it returns throws: a
	 * connection that cannot be had is a failed stage.
	 */
	private <T extends @Nullable Object> CompletionStage<T> send(List<? extends AsyncCommand<?, ?, ?>> commands,
			Supplier<? extends CompletionStage<T>> result) {
		return connection().thenCompose((connection) -> {
			connection.dispatch(typed(commands));
			return result.get();
		});
	}

	/**
	 * The shared connection, or the attempt to open it. Opening blocks until the server
	 * answers or a time limit of the connection factory ends, so a thread of its own does
	 * it, one for all who wait. After a failure the next caller tries again; a connection
	 * that is merely interrupted is left to Lettuce, which opens it again.
	 */
	private CompletableFuture<StatefulConnection<byte[], byte[]>> connection() {
		CompletableFuture<StatefulConnection<byte[], byte[]>> current = this.connection.get();
		if (current != null && (!current.isDone() || isUsable(current))) {
			return current;
		}
		CompletableFuture<StatefulConnection<byte[], byte[]>> next = new CompletableFuture<>();
		if (!this.connection.compareAndSet(current, next)) {
			return connection();
		}
		Thread opener = new Thread(() -> open(next), "redis-session-connect");
		opener.setDaemon(true);
		opener.start();
		return next;
	}

	private static boolean isUsable(CompletableFuture<StatefulConnection<byte[], byte[]>> done) {
		return !done.isCompletedExceptionally() && !((RedisChannelHandler<?, ?>) done.join()).isClosed();
	}

	private void open(CompletableFuture<StatefulConnection<byte[], byte[]>> next) {
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			next.complete(statefulConnection(connection));
		}
		catch (RuntimeException | Error ex) {
			next.completeExceptionally(ex);
		}
	}

	/**
	 * A command has its own codec, so the type of the connection's says nothing.
	 */
	@SuppressWarnings("unchecked")
	private static List<RedisCommand<byte[], byte[], ?>> typed(List<? extends AsyncCommand<?, ?, ?>> commands) {
		return (List<RedisCommand<byte[], byte[], ?>>) (List<?>) commands;
	}

	@SuppressWarnings("unchecked")
	private static StatefulConnection<byte[], byte[]> statefulConnection(RedisConnection connection) {
		return ((AbstractRedisAsyncCommands<byte[], byte[]>) connection.getNativeConnection()).getConnection();
	}

	private static <K, V, T extends @Nullable Object> AsyncCommand<K, V, T> command(CommandType type,
			CommandOutput<K, V, T> output, CommandArgs<?, ?> args) {
		return new AsyncCommand<>(new Command<>(type, output, typed(args)));
	}

	@SuppressWarnings("unchecked")
	private static <K, V> CommandArgs<K, V> typed(CommandArgs<?, ?> args) {
		return (CommandArgs<K, V>) args;
	}

	/**
	 * A hash as it was read.
	 *
	 * @param fields its fields, empty if there is no such key
	 * @param ttl its time to live in ms, negative if it has none
	 */
	record TimedHash(Map<String, byte[]> fields, long ttl) {

	}

}
