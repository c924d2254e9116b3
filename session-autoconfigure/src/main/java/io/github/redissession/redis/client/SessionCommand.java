package io.github.redissession.redis.client;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A command that is not sent when nobody waits for it any more. Lettuce keeps commands
 * while it has no connection and sends them when it has one; what was sent before, and
 * not answered, is sent once more, unless that might do harm.
 */
public final class SessionCommand<K, V, T extends @Nullable Object> extends AsyncCommand<K, V, T> {

	private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);

	private final Sendable<K, V, T> sendable;

	private final long begun = System.nanoTime();

	private final boolean repeatable;

	/** Why it was not sent when Lettuce wrote it. */
	private volatile @Nullable RedisException refusal;

	/**
	 * Creates a command.
	 * @param output makes what an answer is read into, one for each time that the command
	 * is sent
	 * @param commands knows for how long somebody waits, and when a connection is lost
	 * @param repeatable whether doing it twice is the same as doing it once, whatever
	 * happens in between
	 */
	SessionCommand(ProtocolKeyword type, Supplier<? extends CommandOutput<K, V, T>> output, CommandArgs<K, V> args,
			SessionConnection commands, boolean repeatable) {
		this(new Sendable<>(type, output, args, commands), repeatable && commands.isRetry());
	}

	private SessionCommand(Sendable<K, V, T> sendable, boolean repeatable) {
		super(sendable);
		this.sendable = sendable;
		this.repeatable = repeatable;
	}

	/**
	 * Lettuce asks this before it sends a command, be it for the first time or, on a new
	 * connection, once more.
	 */
	@Override
	public boolean isDone() {
		if (super.isDone()) {
			return true;
		}
		boolean isWaiting = this.sendable.times == 0 || this.sendable.isConnectionLost();
		RedisException refusal = isWaiting ? refusal() : null;
		return refusal != null && fail(refusal);
	}

	/**
	 * On a cluster Lettuce asks nothing before it sends a command, and when it writes one
	 * it expects an answer. So a command that is not to be sent gives its place to one
	 * that does nothing, and fails when that is answered. Not before: who hears of it may
	 * send something at once, whose answer would be taken for this one's.
	 */
	@Override
	public void encode(ByteBuf buf) {
		this.refusal = refusal();
		if (this.refusal != null || super.isDone()) {
			buf.writeBytes(PING);
		}
		else {
			super.encode(buf);
		}
	}

	@Override
	public void complete() {
		RedisException refused = this.refusal;
		if (refused != null) {
			super.completeExceptionally(refused);
		}
		else {
			super.complete();
		}
	}

	@Override
	public boolean completeExceptionally(Throwable ex) {
		RedisException refused = this.refusal;
		return super.completeExceptionally((refused != null) ? refused : ex);
	}

	private @Nullable RedisException refusal() {
		if (this.sendable.times == 0) {
			return isLate() ? new RedisCommandTimeoutException("not sent, because nobody waits any more") : null;
		}
		return (this.repeatable && this.sendable.times == 1 && !isLate()) ? null
				: new RedisConnectionException("the connection was lost before the answer arrived");
	}

	private boolean isLate() {
		return System.nanoTime() - this.begun > this.sendable.commands.patience().toNanos();
	}

	private boolean fail(RedisException failure) {
		return completeExceptionally(failure) || super.isDone();
	}

	/**
	 * Whether a command is one of ours, and none of the application's, which may share
	 * the connection.
	 * @param command any command
	 * @return {@code true} if it is, also if it is wrapped
	 */
	public static boolean is(RedisCommand<?, ?, ?> command) {
		return CommandWrapper.unwrap(command) instanceof Sendable;
	}

	/**
	 * The innermost part of the command, which knows how often it was written to the
	 * network.
	 */
	private static final class Sendable<K, V, T extends @Nullable Object> extends Command<K, V, T> {

		private final Supplier<? extends CommandOutput<K, V, T>> outputs;

		private final SessionConnection commands;

		private volatile int times;

		private volatile int connection;

		Sendable(ProtocolKeyword type, Supplier<? extends CommandOutput<K, V, T>> outputs, CommandArgs<K, V> args,
				SessionConnection commands) {
			super(type, outputs.get(), args);
			this.outputs = outputs;
			this.commands = commands;
		}

		/**
		 * One thread at a time writes a command. An answer of which only a part arrived
		 * before the connection was lost must not be mixed with the next one.
		 */
		@Override
		public void encode(ByteBuf buf) {
			if (this.times > 0) {
				this.output = this.outputs.get();
			}
			this.commands.written();
			this.connection = this.commands.disconnections();
			this.times = this.times + 1;
			super.encode(buf);
		}

		/**
		 * A node that does not have the key has done nothing. Lettuce looks at what it
		 * answered, forgets that, and sends the command to another one.
		 */
		@Override
		public CommandOutput<K, V, T> getOutput() {
			CommandOutput<K, V, T> current = super.getOutput();
			if (current.hasError() && isRedirection(current.getError())) {
				this.times = 0;
			}
			return current;
		}

		private static boolean isRedirection(String error) {
			return error.startsWith("MOVED ") || error.startsWith("ASK ");
		}

		boolean isConnectionLost() {
			return this.connection != this.commands.disconnections();
		}

	}

}
