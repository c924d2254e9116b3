package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.AsyncCommand;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.async.Stages;

/**
 * A connection that many callers share. After it has been closed, as by a factory that
 * was stopped, the next caller gets another one; a connection that is merely interrupted
 * is left to Lettuce, which reopens it.
 */
final class SharedConnection {

	private final Supplier<StatefulConnection<byte[], byte[]>> opener;

	private final Runnable onLoss;

	private final AtomicInteger losses = new AtomicInteger();

	private final AtomicReference<@Nullable CompletableFuture<StatefulConnection<byte[], byte[]>>> current = new AtomicReference<>();

	private volatile @Nullable ConnectionLoss loss;

	/**
	 * Creates it without a connection.
	 * @param opener opens one; it may block
	 * @param onLoss called whenever the connection is lost or replaced
	 */
	SharedConnection(Supplier<StatefulConnection<byte[], byte[]>> opener, Runnable onLoss) {
		this.opener = opener;
		this.onLoss = onLoss;
	}

	/**
	 * Returns the connection, or the attempt to open it. Opening blocks until the server
	 * answers or a timeout of the connection factory expires, so it has a thread of its
	 * own, one for all callers that wait. Every failure to open it counts as an outage;
	 * the next caller tries again.
	 */
	CompletableFuture<StatefulConnection<byte[], byte[]>> get() {
		CompletableFuture<StatefulConnection<byte[], byte[]>> known = this.current.get();
		if (known != null && (!known.isDone() || isOpen(known))) {
			return known;
		}
		CompletableFuture<StatefulConnection<byte[], byte[]>> next = new CompletableFuture<>();
		if (!this.current.compareAndSet(known, next)) {
			return get();
		}
		Thread thread = new Thread(() -> open(next), "redis-session-connect");
		thread.setDaemon(true);
		thread.start();
		return next;
	}

	private static boolean isOpen(@Nullable CompletableFuture<StatefulConnection<byte[], byte[]>> known) {
		return known != null && known.isDone() && !known.isCompletedExceptionally()
				&& !((RedisChannelHandler<?, ?>) known.join()).isClosed();
	}

	private void open(CompletableFuture<StatefulConnection<byte[], byte[]>> next) {
		try {
			StatefulConnection<byte[], byte[]> opened = this.opener.get();
			this.onLoss.run();
			ConnectionLoss watched = new ConnectionLoss(this::lost);
			opened.addListener(watched);
			this.loss = watched;
			next.complete(opened);
		}
		catch (RuntimeException | Error ex) {
			next.completeExceptionally((ex instanceof Error) ? ex
					: new SessionStoreException(Reason.UNAVAILABLE, String.valueOf(ex.getMessage()), ex));
		}
	}

	private void lost() {
		this.onLoss.run();
		this.losses.incrementAndGet();
	}

	/**
	 * Closes a connection if one of some commands is not answered within a timeout.
	 * Commands that wait for a reply fail, and the next caller opens another connection.
	 * @param used what {@link #get} returned
	 */
	void closeIfSilent(CompletableFuture<StatefulConnection<byte[], byte[]>> used,
			List<? extends AsyncCommand<?, ?, ?>> commands, Duration timeout) {
		commands.forEach((command) -> command.copy()
			.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((reply, ex) -> {
				Throwable cause = (ex != null) ? Stages.cause(ex) : null;
				if (cause instanceof TimeoutException || cause instanceof RedisCommandTimeoutException) {
					close(used);
				}
			}));
	}

	/**
	 * Closes a connection, unless that has been done before. It is closed before there is
	 * another one, so a caller that still holds it finds it closed.
	 */
	private void close(@Nullable CompletableFuture<StatefulConnection<byte[], byte[]>> used) {
		if (used != null && this.current.get() == used && isOpen(used)) {
			used.join().closeAsync();
		}
	}

	/**
	 * Closes the current connection. Commands that wait for a reply fail.
	 */
	void close() {
		close(this.current.get());
	}

	/**
	 * How often it was lost. On a cluster only the connection for commands without a key
	 * is counted.
	 */
	int losses() {
		return this.losses.get();
	}

	/**
	 * Records that a command has been written.
	 */
	void written() {
		ConnectionLoss watched = this.loss;
		if (watched != null) {
			watched.written();
		}
	}

	/**
	 * Whether it has been lost for longer than a duration, and Lettuce is still trying to
	 * reopen it.
	 */
	boolean isLostFor(Duration duration) {
		ConnectionLoss watched = this.loss;
		return watched != null && watched.hasLasted(duration) && isOpen(this.current.get());
	}

}
