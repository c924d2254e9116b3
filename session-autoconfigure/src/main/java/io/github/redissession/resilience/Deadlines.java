package io.github.redissession.resilience;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * Fails operations whose answers are late. One thread keeps the time; the callers
 * continue on a few other threads, because they may block.
 */
final class Deadlines implements AutoCloseable {

	private static final int WORKERS = 4;

	private final ScheduledThreadPoolExecutor clock;

	private final ThreadPoolExecutor workers;

	private final TimeoutQueue reads;

	private final TimeoutQueue changes;

	/**
	 * Starts to keep the time.
	 * @param time the timeout of an operation
	 * @param changeTime the timeout of an operation without which something would be lost
	 */
	Deadlines(Duration time, Duration changeTime) {
		this.clock = new ScheduledThreadPoolExecutor(1, daemon("redis-session-clock"),
				new ThreadPoolExecutor.DiscardPolicy());
		this.clock.setRemoveOnCancelPolicy(true);
		this.workers = new ThreadPoolExecutor(WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				daemon("redis-session-late"));
		this.workers.allowCoreThreadTimeOut(true);
		this.reads = queue(time, this::lookAtReads);
		this.changes = queue(changeTime, this::lookAtChanges);
	}

	private static ThreadFactory daemon(String name) {
		return (work) -> {
			Thread thread = new Thread(work, name);
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * Runs an action on a thread that may block.
	 */
	void run(Runnable work) {
		this.workers.execute(work);
	}

	/**
	 * Returns the answer, or a failure if there is none in time. The failure is never
	 * wrapped. Nothing times out after {@link #close}.
	 */
	<T extends @Nullable Object> CompletionStage<T> limit(Supplier<String> what, CompletionStage<T> answer) {
		return this.reads.<T>join(what).endWith(answer);
	}

	/**
	 * Does the same for an operation without which something would be lost.
	 */
	<T extends @Nullable Object> CompletionStage<T> limitChange(Supplier<String> what, CompletionStage<T> answer) {
		return this.changes.<T>join(what).endWith(answer);
	}

	private TimeoutQueue queue(Duration time, Runnable look) {
		return new TimeoutQueue(time.toNanos(), (nanos) -> this.clock.schedule(look, nanos, TimeUnit.NANOSECONDS),
				(late) -> run(() -> expire(late, time)));
	}

	private void lookAtReads() {
		this.reads.look();
	}

	private void lookAtChanges() {
		this.changes.look();
	}

	private static void expire(Deadline<?> late, Duration time) {
		late.completeExceptionally(new SessionStoreException(Reason.TIMEOUT,
				"Could not %s: no answer within %d ms".formatted(late.what().get(), time.toMillis())));
	}

	/**
	 * Runs an action later, on a thread that may block. Nothing runs after
	 * {@link #close}.
	 */
	Future<?> after(Duration time, Runnable work) {
		if (this.clock.isShutdown()) {
			return CompletableFuture.completedFuture(null);
		}
		return this.clock.schedule(() -> run(work), time.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

}
