package io.github.redissession.query.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Repeats a step that has to be waited for, without a thread and without a stack that
 * grows with the number of steps.
 */
final class AsyncLoop {

	private AsyncLoop() {
	}

	/**
	 * Repeats a step until it has led to an end.
	 * @param start where the first step begins, which is done in any case
	 * @param step leads from one state to the next one
	 * @param end whether no step is to follow
	 */
	static <S> CompletionStage<S> repeat(S start, Function<S, CompletionStage<S>> step, Predicate<S> end) {
		CompletableFuture<S> result = new CompletableFuture<>();
		run(start, step, end, result);
		return result;
	}

	private static <S> void run(S start, Function<S, CompletionStage<S>> step, Predicate<S> end,
			CompletableFuture<S> result) {
		try {
			S state = start;
			while (true) {
				CompletableFuture<S> next = step.apply(state).toCompletableFuture();
				if (!next.isDone()) {
					next.whenComplete((reached, ex) -> {
						if (ex != null) {
							fail(result, ex);
						}
						else if (ends(reached, end, result)) {
							result.complete(reached);
						}
						else if (!result.isDone()) {
							run(reached, step, end, result);
						}
					});
					return;
				}
				state = next.join();
				if (end.test(state)) {
					result.complete(state);
					return;
				}
			}
		}
		catch (RuntimeException | Error ex) {
			fail(result, ex);
		}
	}

	private static <S> boolean ends(S state, Predicate<S> end, CompletableFuture<S> result) {
		try {
			return end.test(state);
		}
		catch (RuntimeException | Error ex) {
			fail(result, ex);
			return false;
		}
	}

	private static void fail(CompletableFuture<?> result, Throwable ex) {
		result.completeExceptionally((ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex);
	}

}
