package io.github.redissession.redis.client;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
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
 * A command that is not sent once its caller has given up. Lettuce keeps commands while
 * it has no connection and sends them when it has one. A command that was sent but not
 * answered is repeated once, if that is harmless.
 * <p>
 * Lettuce's {@code ClientOptions.replayFilter} cannot replace the overrides below. The
 * options belong to the application's connection factory, which may share its connection
 * with the application. The filter runs when a command is queued for the next connection,
 * not when it is sent, so a command whose caller gives up in between is sent
 * nevertheless. A command that it removes is dropped without being completed. And it does
 * not discard the part of a reply that arrived before the loss.
 */
public final class SessionCommand<K, V, T extends @Nullable Object> extends AsyncCommand<K, V, T> {

	private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);

	private final Sendable<K, V, T> sendable;

	private final long begun = System.nanoTime();

	private final boolean repeatable;

	/** Why the command was not sent when Lettuce wrote it. */
	private volatile @Nullable RedisException refusal;

	/**
	 * Creates a command.
	 * @param output creates an output for every time that the command is sent
	 * @param connection knows how long callers wait, and whether a connection has been
	 * lost
	 * @param repeatable whether running it twice has the effect of running it once,
	 * whatever happens in between
	 */
	SessionCommand(ProtocolKeyword type, Supplier<? extends CommandOutput<K, V, T>> output, CommandArgs<K, V> args,
			SessionConnection connection, boolean repeatable) {
		this(new Sendable<>(type, output, args, connection), repeatable && connection.isRetry());
	}

	private SessionCommand(Sendable<K, V, T> sendable, boolean repeatable) {
		super(sendable);
		this.sendable = sendable;
		this.repeatable = repeatable;
	}

	/**
	 * Lettuce calls this before it sends a command, for the first time or, on a new
	 * connection, again.
	 */
	@Override
	public boolean isDone() {
		if (super.isDone()) {
			return true;
		}
		boolean isWaiting = this.sendable.times == 0 || this.sendable.isConnectionLost();
		RedisException refusal = isWaiting ? refusal() : null;
		return refusal != null && (completeExceptionally(refusal) || super.isDone());
	}

	/**
	 * On a cluster Lettuce does not call {@link #isDone()} before it sends a command, and
	 * it expects a reply to every command it writes. So a command that must not be sent
	 * writes a PING in its place, and fails when the PING is answered. If it failed
	 * earlier, its caller might send another command at once, and the reply to the PING
	 * would be taken for the reply to that command.
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
		return super.completeExceptionally(Objects.requireNonNullElse(this.refusal, ex));
	}

	private @Nullable RedisException refusal() {
		if (this.sendable.times == 0) {
			return isLate() ? new RedisCommandTimeoutException("not sent, because the caller has given up waiting")
					: null;
		}
		return (this.repeatable && this.sendable.times == 1 && !isLate()) ? null
				: new RedisConnectionException("the connection was lost before the answer arrived");
	}

	private boolean isLate() {
		return System.nanoTime() - this.begun > this.sendable.link.lifetime().toNanos();
	}

	/**
	 * Whether a command is ours and not the application's, which may share the
	 * connection.
	 * @param command any command, which may be wrapped
	 */
	public static boolean is(RedisCommand<?, ?, ?> command) {
		return CommandWrapper.unwrap(command) instanceof Sendable;
	}

	/**
	 * The innermost part of the command; it counts how often the command was written.
	 */
	private static final class Sendable<K, V, T extends @Nullable Object> extends Command<K, V, T> {

		private final Supplier<? extends CommandOutput<K, V, T>> outputs;

		private final SessionConnection link;

		private volatile int times;

		private volatile int connection;

		Sendable(ProtocolKeyword type, Supplier<? extends CommandOutput<K, V, T>> outputs, CommandArgs<K, V> args,
				SessionConnection link) {
			super(type, outputs.get(), args);
			this.outputs = outputs;
			this.link = link;
		}

		/**
		 * Only one thread at a time writes a command. It gets a new output every time, so
		 * that a reply that was cut off is not continued by the next one.
		 */
		@Override
		public void encode(ByteBuf buf) {
			if (this.times > 0) {
				this.output = this.outputs.get();
			}
			this.link.written();
			this.connection = this.link.disconnections();
			this.times = this.times + 1;
			super.encode(buf);
		}

		/**
		 * A node that redirects a command has not run it. Lettuce reads the redirection
		 * and sends the command to the other node, so it counts as not written yet.
		 */
		@Override
		public CommandOutput<K, V, T> getOutput() {
			CommandOutput<K, V, T> current = super.getOutput();
			if (current.hasError()
					&& (current.getError().startsWith("MOVED ") || current.getError().startsWith("ASK "))) {
				this.times = 0;
			}
			return current;
		}

		boolean isConnectionLost() {
			return this.connection != this.link.disconnections();
		}

	}

}
