package io.github.redissession.core;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.async.Stages;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionObserver.Outcome;
import io.github.redissession.spi.SessionObserver.Outcomes;

/**
 * Notifies an observer of operations: before they are sent, and when they have ended.
 *
 * @param observer the observer
 */
public record OperationWatch(SessionObserver observer) {

	/**
	 * Watches one operation.
	 * @param operation the operation
	 * @param call sends it; it does not throw
	 * @param outcome derives the outcome from the result
	 * @return the result of the call, complete when the observer was notified
	 */
	public <T extends @Nullable Object> CompletionStage<T> watch(Operation operation, Supplier<CompletionStage<T>> call,
			Function<T, Outcome> outcome) {
		return watch(operation, call, outcome, OperationWatch::outcome);
	}

	/**
	 * Watches one operation that can fail in ways of its own.
	 * @param operation the operation
	 * @param call sends it; it does not throw
	 * @param outcome derives the outcome from the result
	 * @param failed derives the outcome from the failure
	 * @return the result of the call, complete when the observer was notified
	 */
	public <T extends @Nullable Object> CompletionStage<T> watch(Operation operation, Supplier<CompletionStage<T>> call,
			Function<T, Outcome> outcome, Function<Throwable, Outcome> failed) {
		Outcomes listener = this.observer.operationStarted(operation);
		long start = System.nanoTime();
		return call.get().whenComplete((result, ex) -> {
			Throwable failure = (ex != null) ? Stages.cause(ex) : null;
			Outcome ended = (failure != null) ? failed.apply(failure) : outcome.apply(result);
			this.observer.operationEnded(operation, ended, Duration.ofNanos(System.nanoTime() - start));
			listener.ended(ended, failure);
		});
	}

	/**
	 * Returns the outcome of an operation that has failed.
	 * @param failure the reason
	 * @return the outcome
	 */
	public static Outcome outcome(Throwable failure) {
		SessionStoreException.Reason reason = (failure instanceof SessionStoreException store) ? store.reason()
				: SessionStoreException.Reason.OTHER;
		return switch (reason) {
			case TIMEOUT -> Outcome.TIMEOUT;
			case UNAVAILABLE -> Outcome.OUTAGE;
			default -> Outcome.ERROR;
		};
	}

}
