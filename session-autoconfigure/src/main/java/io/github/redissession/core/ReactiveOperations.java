package io.github.redissession.core;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.SessionObserver;

/**
 * Turns operations of the store into {@link Mono}s. Each one is sent when a subscriber
 * arrives, and belongs to that subscriber's request: the observer enters its context.
 */
public final class ReactiveOperations {

	private final TimeBudget budget;

	private final SessionObserver observer;

	/**
	 * Creates the operations.
	 * @param budget how long a subscriber waits
	 * @param observer enters the context of each subscriber
	 */
	public ReactiveOperations(TimeBudget budget, SessionObserver observer) {
		this.budget = budget;
		this.observer = observer;
	}

	/**
	 * Returns an operation that fails if it takes too long.
	 * @param what names the operation for a message: "find session 7"
	 * @param operation sends the operation; it neither blocks nor throws
	 * @return the answer, empty for {@code null}; it fails with a
	 * {@link SessionStoreException} if there is none within the budget
	 */
	public <T> Mono<T> mono(String what, Function<ContextView, CompletionStage<@Nullable T>> operation) {
		return this.budget.limit(what, unlimited(operation));
	}

	/**
	 * Returns an operation that may take any time. It goes on when its subscriber has
	 * gone.
	 * @param operation sends the operation; it neither blocks nor throws
	 * @return the answer, empty for {@code null}
	 */
	public <T> Mono<T> unlimited(Function<ContextView, CompletionStage<@Nullable T>> operation) {
		return Mono.deferContextual((context) -> {
			Runnable left = this.observer.entered((key) -> context.getOrDefault(key, null));
			try {
				return Mono.fromCompletionStage(operation.apply(context));
			}
			finally {
				left.run();
			}
		});
	}

}
