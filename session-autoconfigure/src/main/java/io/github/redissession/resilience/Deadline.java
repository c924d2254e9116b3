package io.github.redissession.resilience;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;

/**
 * An answer that somebody waits for until a point in time, and their place in the
 * {@link TimeoutQueue}.
 *
 * @param <T> the answer
 */
final class Deadline<T extends @Nullable Object> extends CompletableFuture<T>
		implements BiConsumer<T, @Nullable Throwable> {

	private final TimeoutQueue row;

	private final Supplier<String> what;

	private final long end;

	/** The row's, which guards it. */
	@Nullable Deadline<?> previous;

	/** The row's, which guards it. */
	@Nullable Deadline<?> next;

	Deadline(TimeoutQueue row, Supplier<String> what, long end) {
		this.row = row;
		this.what = what;
		this.end = end;
	}

	/**
	 * Ends with the answer, if that is not late.
	 */
	Deadline<T> endWith(CompletionStage<T> answer) {
		answer.whenComplete(this);
		return this;
	}

	@Override
	public void accept(T result, @Nullable Throwable failure) {
		this.row.leave(this);
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
	 * In how many ns it is over; negative if it is.
	 */
	long left() {
		return this.end - System.nanoTime();
	}

}
