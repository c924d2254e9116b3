package io.github.redissession.core;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * The time budget of one operation of the store, for servlets and for WebFlux.
 *
 * @param duration the time, positive
 */
public record TimeBudget(Duration duration) {

	/**
	 * Waits for an answer.
	 * @param what names the operation for a message: "find session 7"
	 * @param stage the answer
	 * @return the answer
	 * @throws SessionStoreException if the store failed or did not answer in time, or the
	 * thread was interrupted, which it then still is
	 */
	public <T extends @Nullable Object> T await(String what, CompletionStage<T> stage) {
		return await(stage, what, "");
	}

	/**
	 * Waits for an answer about a session, whose id is part of the message only.
	 */
	<T extends @Nullable Object> T await(CompletionStage<T> stage, String what, String id) {
		try {
			return stage.toCompletableFuture().get(this.duration.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof SessionStoreException cause && cause.reason() == Reason.OTHER) {
				throw new SessionStoreException(cause.getMessage(), cause);
			}
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new SessionStoreException("Could not " + what + id, ex);
		}
		catch (TimeoutException ex) {
			throw late(what + id, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SessionStoreException("Could not " + what + id + ": interrupted", ex);
		}
	}

	/**
	 * Limits the time until an answer.
	 * @param what names the operation for a message
	 * @param answer the answer
	 * @return the answer; it fails with a {@link SessionStoreException} if it is late
	 */
	public <T> Mono<T> limit(String what, Mono<T> answer) {
		return answer.timeout(this.duration).onErrorMap(TimeoutException.class, (ex) -> late(what, ex));
	}

	private SessionStoreException late(String what, TimeoutException cause) {
		return new SessionStoreException(Reason.TIMEOUT,
				"Could not %s: no answer within %d ms".formatted(what, this.duration.toMillis()), cause);
	}

	/**
	 * The time budgets of a repository's operations.
	 *
	 * @param reading the budget of an operation that reads
	 * @param changing the budget of an operation without which something would be lost
	 */
	public record Budgets(TimeBudget reading, TimeBudget changing) {

		/**
		 * Returns one budget for all operations.
		 * @param duration the time, positive
		 */
		public static Budgets of(Duration duration) {
			TimeBudget budget = new TimeBudget(duration);
			return new Budgets(budget, budget);
		}

		/**
		 * Returns the budget for finding the session of a request. One that is going to
		 * change its session waits as long for it as for the change.
		 */
		TimeBudget finding(SessionRequest request) {
			return request.isChangeExpected() ? this.changing : this.reading;
		}

	}

}
