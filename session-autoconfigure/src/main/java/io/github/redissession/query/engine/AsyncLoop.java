package io.github.redissession.query.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Repeats asynchronous steps without blocking a thread, and without a stack that grows
 * with the number of steps.
 */
final class AsyncLoop {

	private AsyncLoop() {
	}

	/**
	 * Repeats a step until a condition is met.
	 * @param start the state with which the first step begins, which is always taken
	 * @param step leads from one state to the next
	 * @param end returns whether a state is the last one
	 * @return the last state; it fails if a step fails
	 */
	static <S> CompletionStage<S> repeat(S start, Function<S, CompletionStage<S>> step, Predicate<S> end) {
		return CompletableFuture.completedFuture(start).thenCompose((state) -> run(state, step, end));
	}

	private static <S> CompletionStage<S> run(S start, Function<S, CompletionStage<S>> step, Predicate<S> end) {
		CompletableFuture<S> next;
		S state = start;
		do {
			next = step.apply(state).toCompletableFuture();
			if (!next.isDone()) {
				return next.thenCompose((reached) -> end.test(reached) ? CompletableFuture.completedFuture(reached)
						: run(reached, step, end));
			}
			state = next.join();
		}
		while (!end.test(state));
		return next;
	}

}
