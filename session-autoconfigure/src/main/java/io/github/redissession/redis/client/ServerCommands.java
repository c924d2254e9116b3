package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;

/**
 * Sends a server commands about itself. The reply is {@code null} if the server rejects
 * the command, because an ACL forbids it, the command is unknown or the key has another
 * type. A command that the server cannot process at present, or not in time, fails.
 */
public final class ServerCommands {

	private static final Pattern PASSING = Pattern.compile("(?!ERR |NOPERM |WRONGTYPE )[A-Z]{3,} ");

	private final SessionConnection connection;

	private final Duration timeout;

	/**
	 * Creates it.
	 * @param timeout how long one reply may take
	 */
	public ServerCommands(SessionConnection connection, Duration timeout) {
		this.connection = connection;
		this.timeout = timeout;
	}

	/**
	 * Sends a command to any node, or to the one that has the key.
	 */
	public <T> CompletionStage<@Nullable T> ask(ProtocolKeyword type,
			Supplier<? extends CommandOutput<byte[], byte[], T>> output, Object... arguments) {
		AsyncCommand<byte[], byte[], T> command = command(type, output, arguments);
		this.connection.send(List.of(command));
		return answer(command);
	}

	/**
	 * Sends a command to one node.
	 */
	public <T> CompletionStage<@Nullable T> ask(StatefulConnection<byte[], byte[]> node, ProtocolKeyword type,
			Supplier<? extends CommandOutput<byte[], byte[], T>> output, Object... arguments) {
		AsyncCommand<byte[], byte[], T> command = command(type, output, arguments);
		node.dispatch(command);
		return answer(command);
	}

	/**
	 * Returns a connection to every node that stores sessions.
	 */
	public CompletionStage<List<StatefulConnection<byte[], byte[]>>> nodes() {
		return limited(this.connection.primaries().toCompletableFuture());
	}

	private <T> CompletionStage<@Nullable T> answer(CompletableFuture<T> command) {
		return limited(command).handle((answer, ex) -> {
			Throwable cause = (ex != null) ? Stages.cause(ex) : null;
			if (cause != null && !isRefusal(cause)) {
				throw RedisFailure.of("ask Redis about itself", cause);
			}
			return (cause != null) ? null : answer;
		});
	}

	/**
	 * Whether repeating the command is pointless. An error with another code, such as
	 * {@code BUSY} or {@code LOADING}, is temporary.
	 */
	private static boolean isRefusal(Throwable failure) {
		return failure instanceof RedisCommandExecutionException
				&& !PASSING.matcher(String.valueOf(failure.getMessage())).lookingAt();
	}

	private <T> CompletableFuture<T> limited(CompletableFuture<T> future) {
		return future.thenApply((answer) -> answer).orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	private <T> AsyncCommand<byte[], byte[], T> command(ProtocolKeyword type,
			Supplier<? extends CommandOutput<byte[], byte[], T>> output, Object... arguments) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
		for (Object argument : arguments) {
			if (argument instanceof byte[] key) {
				args.addKey(key);
			}
			else {
				args.add(argument.toString());
			}
		}
		return new SessionCommand<>(type, output, args, this.connection, true);
	}

}
