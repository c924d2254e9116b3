package io.github.redissession.core;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionObserver.Outcome;
import io.github.redissession.spi.SessionObserver.Outcomes;

/**
 * Tells an observer of an operation: before it is sent, and when it has ended.
 *
 * @param observer is told
 */
public record OperationWatch(SessionObserver observer) {

	/**
	 * Watches one operation.
	 * @param operation what is asked for
	 * @param call sends it; it does not throw
	 * @param outcome tells by the result how it ended
	 * @return what the call returned, complete when the observer was told
	 */
	public <T extends @Nullable Object> CompletionStage<T> watch(Operation operation, Supplier<CompletionStage<T>> call,
			Function<T, Outcome> outcome) {
		return watch(operation, call, outcome, OperationWatch::outcome);
	}

	/**
	 * Watches one operation that may fail in ways of its own.
	 * @param operation what is asked for
	 * @param call sends it; it does not throw
	 * @param outcome tells by the result how it ended
	 * @param failed tells by the failure how it ended
	 * @return what the call returned, complete when the observer was told
	 */
	public <T extends @Nullable Object> CompletionStage<T> watch(Operation operation, Supplier<CompletionStage<T>> call,
			Function<T, Outcome> outcome, Function<Throwable, Outcome> failed) {
		Outcomes listener = this.observer.operationStarted(operation);
		long start = System.nanoTime();
		return call.get().whenComplete((result, ex) -> {
			Throwable failure = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			Outcome ended = (failure != null) ? failed.apply(failure) : outcome.apply(result);
			this.observer.operationEnded(operation, ended, Duration.ofNanos(System.nanoTime() - start));
			listener.ended(ended, failure);
		});
	}

	/**
	 * How an operation ended that has failed.
	 * @param failure why
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
