package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * When to give up: whoever has asked does not wait any more.
 *
 * @param end by {@link System#nanoTime()}
 * @param step how long a single step may take
 */
record TimeLimit(long end, Duration step) {

	private static final Duration NEVER = Duration.ofDays(365);

	static TimeLimit of(Duration duration) {
		return new TimeLimit(System.nanoTime() + duration.toNanos(), duration);
	}

	/**
	 * No limit for all steps together.
	 */
	static TimeLimit ofEach(Duration step) {
		return new TimeLimit(System.nanoTime() + NEVER.toNanos(), step);
	}

	void check() {
		if (System.nanoTime() - this.end > 0) {
			throw failure();
		}
	}

	/**
	 * Fails if a step takes too long, and leaves it alone then.
	 */
	<T> CompletionStage<T> await(CompletionStage<T> stage) {
		long left = Math.min(this.step.toNanos(), this.end - System.nanoTime());
		return stage.toCompletableFuture()
			.copy()
			.orTimeout(Math.max(0, left), TimeUnit.NANOSECONDS)
			.exceptionallyCompose(
					(ex) -> CompletableFuture.failedFuture((ex instanceof TimeoutException) ? failure() : ex));
	}

	SessionStoreException failure() {
		return new SessionStoreException(Reason.TIMEOUT,
				"Could not answer a question across sessions: no answer within %d ms; ask for less, or give redis-session.query.timeout more"
					.formatted(this.step.toMillis()));
	}

}
