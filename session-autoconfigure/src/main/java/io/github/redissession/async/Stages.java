package io.github.redissession.async;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * What {@link CompletionStage} lacks.
 */
public final class Stages {

	private Stages() {
	}

	/**
	 * Returns the failure of an operation without the exceptions that futures wrap it in.
	 * @param failure the failure as a stage reports it
	 * @return the first cause that is not a {@link CompletionException} or
	 * {@link ExecutionException}
	 */
	public static Throwable cause(Throwable failure) {
		Throwable cause = failure;
		while (cause instanceof CompletionException || cause instanceof ExecutionException) {
			Throwable next = cause.getCause();
			if (next == null) {
				break;
			}
			cause = next;
		}
		return cause;
	}

	/**
	 * Waits for several results.
	 * @param <T> the type of a result
	 * @param stages the operations
	 * @return the results in the order of the operations; it completes when all
	 * operations have ended, and fails if one of them has failed
	 */
	public static <T extends @Nullable Object> CompletionStage<List<T>> all(
			Collection<? extends CompletionStage<? extends T>> stages) {
		List<CompletableFuture<? extends T>> futures = new ArrayList<>(stages.size());
		stages.forEach((stage) -> futures.add(stage.toCompletableFuture()));
		return done(futures).thenApply((nothing) -> futures.stream().<T>map(CompletableFuture::join).toList());
	}

	/**
	 * Waits for several answers.
	 * @param stages the operations
	 * @return whether all answers are {@code true}; it completes as {@link #all} does
	 */
	public static CompletionStage<Boolean> allTrue(Collection<? extends CompletionStage<Boolean>> stages) {
		return Stages.<Boolean>all(stages).thenApply((answers) -> !answers.contains(false));
	}

	/**
	 * Waits for several operations that have no results.
	 * @param stages the operations
	 * @return completes when all operations have ended, and fails if one of them has
	 * failed
	 */
	public static CompletionStage<@Nullable Void> done(Collection<? extends CompletionStage<?>> stages) {
		return CompletableFuture
			.allOf(stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
	}

}
