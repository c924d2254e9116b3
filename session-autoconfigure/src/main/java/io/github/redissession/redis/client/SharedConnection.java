package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * A connection for many, and what is known of it. When it has been closed, as by a
 * factory that was stopped, the next one who comes gets another; one that is merely
 * interrupted is left to Lettuce, which opens it again.
 */
final class SharedConnection {

	private final Supplier<StatefulConnection<byte[], byte[]>> opener;

	private final Runnable onLoss;

	private final AtomicInteger losses = new AtomicInteger();

	private final AtomicReference<@Nullable CompletableFuture<StatefulConnection<byte[], byte[]>>> current = new AtomicReference<>();

	private volatile @Nullable ConnectionLoss loss;

	/**
	 * Has no connection yet.
	 * @param opener opens one; it may block
	 * @param onLoss what to do whenever it is lost, or another one is there
	 */
	SharedConnection(Supplier<StatefulConnection<byte[], byte[]>> opener, Runnable onLoss) {
		this.opener = opener;
		this.onLoss = onLoss;
	}

	/**
	 * The connection, or the attempt to open it. Opening blocks until the server answers
	 * or a time limit of the connection factory ends, so a thread of its own does it, one
	 * for all who wait. Whatever keeps it from being opened is an outage. After a failure
	 * the next caller tries again.
	 */
	CompletableFuture<StatefulConnection<byte[], byte[]>> get() {
		CompletableFuture<StatefulConnection<byte[], byte[]>> known = this.current.get();
		if (known != null && (!known.isDone() || isUsable(known))) {
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

	private static boolean isUsable(CompletableFuture<StatefulConnection<byte[], byte[]>> done) {
		return !done.isCompletedExceptionally() && !((RedisChannelHandler<?, ?>) done.join()).isClosed();
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
		catch (RuntimeException ex) {
			next.completeExceptionally(
					new SessionStoreException(Reason.UNAVAILABLE, String.valueOf(ex.getMessage()), ex));
		}
		catch (Error ex) {
			next.completeExceptionally(ex);
		}
	}

	private void lost() {
		this.onLoss.run();
		this.losses.incrementAndGet();
	}

	/**
	 * Closes a connection with whatever waits on it, unless somebody has done so before.
	 * It is closed before there is another one, so what was written over that one finds
	 * it closed.
	 * @param used what {@link #get} returned
	 */
	void giveUp(CompletableFuture<StatefulConnection<byte[], byte[]>> used) {
		if (this.current.get() == used && used.isDone() && isUsable(used)) {
			used.join().closeAsync();
		}
	}

	/**
	 * Closes the connection there is, with whatever waits on it.
	 */
	void giveUp() {
		CompletableFuture<StatefulConnection<byte[], byte[]>> known = this.current.get();
		if (known != null) {
			giveUp(known);
		}
	}

	/**
	 * How often it was lost. On a cluster that is said of the connection for commands
	 * without a key alone.
	 */
	int losses() {
		return this.losses.get();
	}

	/**
	 * Takes note that a command is written.
	 */
	void written() {
		ConnectionLoss watched = this.loss;
		if (watched != null) {
			watched.written();
		}
	}

	/**
	 * Whether it was lost before a point in time, and Lettuce still tries to open it
	 * again.
	 * @param ago how long ago that is
	 */
	boolean isLostSince(Duration ago) {
		ConnectionLoss watched = this.loss;
		CompletableFuture<StatefulConnection<byte[], byte[]>> known = this.current.get();
		return watched != null && watched.hasLasted(ago) && known != null && known.isDone() && isUsable(known);
	}

}
