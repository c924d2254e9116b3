package io.github.redissession.redis;

import java.time.Duration;
import java.util.function.Predicate;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
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

	private final Sendable<K, V, T> sendable;

	private final long begun = System.nanoTime();

	private final long patience;

	private final boolean repeatable;

	/**
	 * Creates a command.
	 * @param patience for how long somebody waits for it
	 * @param repeatable whether doing it twice is the same as doing it once, whatever
	 * happens in between
	 */
	SessionCommand(ProtocolKeyword type, CommandOutput<K, V, T> output, CommandArgs<K, V> args, Duration patience,
			boolean repeatable) {
		this(new Sendable<>(type, output, args), patience, repeatable);
	}

	private SessionCommand(Sendable<K, V, T> sendable, Duration patience, boolean repeatable) {
		super(sendable);
		this.sendable = sendable;
		this.patience = patience.toNanos();
		this.repeatable = repeatable;
		sendable.owner = this;
	}

	/**
	 * Lettuce asks this before it sends a command.
	 */
	@Override
	public boolean isDone() {
		return super.isDone() || (this.sendable.times == 0 && isLate() && giveUp());
	}

	private boolean isLate() {
		return System.nanoTime() - this.begun > this.patience;
	}

	private boolean giveUp() {
		return completeExceptionally(new RedisCommandTimeoutException("not sent, because nobody waits any more"))
				|| super.isDone();
	}

	/**
	 * Whether a command whose connection was lost must not be sent (again). It has failed
	 * then.
	 */
	private boolean isOver(boolean retry) {
		if (super.isDone()) {
			return true;
		}
		int times = this.sendable.times;
		if (times == 0 || (retry && this.repeatable && times == 1 && !isLate())) {
			return false;
		}
		completeExceptionally(new RedisConnectionException("the connection was lost before the answer arrived"));
		return true;
	}

	/**
	 * Keeps commands of ours from being sent again that must not be. It leaves others
	 * alone.
	 * @param retry whether any of ours is sent again
	 * @return {@code true} for commands that are not to be sent
	 */
	static Predicate<RedisCommand<?, ?, ?>> replayFilter(boolean retry) {
		return (command) -> command != null && CommandWrapper.unwrap(command) instanceof Sendable<?, ?, ?> sendable
				&& sendable.owner != null && sendable.owner.isOver(retry);
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

		private volatile int times;

		private @Nullable SessionCommand<K, V, T> owner;

		Sendable(ProtocolKeyword type, CommandOutput<K, V, T> output, CommandArgs<K, V> args) {
			super(type, output, args);
		}

		/**
		 * One thread at a time writes a command.
		 */
		@Override
		public void encode(ByteBuf buf) {
			this.times = this.times + 1;
			super.encode(buf);
		}

	}

}
