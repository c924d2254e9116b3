package io.github.redissession.resilience;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;

/**
 * An answer with a deadline, and its place in the {@link TimeoutQueue}.
 *
 * @param <T> the answer
 */
final class Deadline<T extends @Nullable Object> extends CompletableFuture<T>
		implements BiConsumer<T, @Nullable Throwable> {

	private final TimeoutQueue queue;

	private final Supplier<String> what;

	private final long end;

	/** Belongs to the queue, which guards it. */
	@Nullable Deadline<?> previous;

	/** Belongs to the queue, which guards it. */
	@Nullable Deadline<?> next;

	Deadline(TimeoutQueue queue, Supplier<String> what, long end) {
		this.queue = queue;
		this.what = what;
		this.end = end;
	}

	/**
	 * Completes with the answer, unless that comes too late.
	 */
	Deadline<T> endWith(CompletionStage<T> answer) {
		answer.whenComplete(this);
		return this;
	}

	@Override
	public void accept(T result, @Nullable Throwable failure) {
		this.queue.leave(this);
		if (failure == null) {
			complete(result);
		}
		else {
			completeExceptionally(Stages.cause(failure));
		}
	}

	Supplier<String> what() {
		return this.what;
	}

	/**
	 * Returns the time until the deadline in ns; negative if it has passed.
	 */
	long left() {
		return this.end - System.nanoTime();
	}

}
