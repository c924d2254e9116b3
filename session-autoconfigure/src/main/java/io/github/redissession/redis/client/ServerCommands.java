package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

/**
 * Asks a server about itself. A question that the server refuses, because an ACL forbids
 * it, it does not know the command or the key is of another type, has the answer
 * {@code null}; one that it cannot answer at present, or not in time, fails.
 */
public final class ServerCommands {

	private static final Pattern PASSING = Pattern.compile("(?!ERR |NOPERM |WRONGTYPE )[A-Z]{3,} ");

	private final SessionConnection commands;

	private final Duration patience;

	public ServerCommands(SessionConnection commands, Duration patience) {
		this.commands = commands;
		this.patience = patience;
	}

	/**
	 * Asks any node, or the one that has the key.
	 */
	public <T> CompletionStage<@Nullable T> ask(ProtocolKeyword type,
			Supplier<? extends CommandOutput<byte[], byte[], T>> output, Object... arguments) {
		AsyncCommand<byte[], byte[], T> command = command(type, output, arguments);
		this.commands.send(List.of(command));
		return answer(command);
	}

	/**
	 * Asks one node.
	 */
	public <T> CompletionStage<@Nullable T> ask(StatefulConnection<byte[], byte[]> node, ProtocolKeyword type,
			Supplier<? extends CommandOutput<byte[], byte[], T>> output, Object... arguments) {
		AsyncCommand<byte[], byte[], T> command = command(type, output, arguments);
		node.dispatch(command);
		return answer(command);
	}

	/**
	 * Every node that has sessions.
	 */
	public CompletionStage<List<StatefulConnection<byte[], byte[]>>> nodes() {
		return limited(this.commands.primaries().toCompletableFuture());
	}

	/**
	 * Answers in the order of their questions.
	 */
	public static <T extends @Nullable Object> CompletionStage<List<T>> all(List<CompletionStage<T>> answers) {
		CompletionStage<List<T>> all = CompletableFuture.completedFuture(new ArrayList<>(answers.size()));
		for (CompletionStage<T> answer : answers) {
			all = all.thenCombine(answer, (list, one) -> {
				list.add(one);
				return list;
			});
		}
		return all;
	}

	private <T> CompletionStage<@Nullable T> answer(CompletableFuture<T> command) {
		return limited(command).handle((answer, ex) -> {
			Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			if (cause != null && !isRefusal(cause)) {
				throw RedisFailure.of("ask Redis about itself", cause);
			}
			return (cause != null) ? null : answer;
		});
	}

	/**
	 * An error with any other code, such as {@code BUSY} or {@code LOADING}, goes away.
	 */
	private static boolean isRefusal(Throwable failure) {
		return failure instanceof RedisCommandExecutionException
				&& !PASSING.matcher(String.valueOf(failure.getMessage())).lookingAt();
	}

	private <T> CompletableFuture<T> limited(CompletableFuture<T> future) {
		return future.thenApply((answer) -> answer).orTimeout(this.patience.toNanos(), TimeUnit.NANOSECONDS);
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
		return new SessionCommand<>(type, output, args, this.commands, true);
	}

}
