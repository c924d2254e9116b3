package io.github.redissession.query.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * The time limit of a query, after which its caller no longer waits.
 *
 * @param end the end of all steps by {@link System#nanoTime()}
 * @param step the time limit of a single step
 */
record TimeLimit(long end, Duration step) {

	private static final Duration NEVER = Duration.ofDays(365);

	static TimeLimit of(Duration duration) {
		return new TimeLimit(System.nanoTime() + duration.toNanos(), duration);
	}

	/**
	 * Creates a limit for each step, and none for all steps together.
	 */
	static TimeLimit ofEach(Duration step) {
		return new TimeLimit(System.nanoTime() + NEVER.toNanos(), step);
	}

	/**
	 * Throws if the time is over.
	 */
	void check() {
		if (System.nanoTime() - this.end > 0) {
			throw failure();
		}
	}

	/**
	 * Fails if a step takes too long. The step itself continues.
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
				"Could not query sessions: no response within %d ms; narrow the query, or increase redis-session.query.timeout"
					.formatted(this.step.toMillis()));
	}

}
