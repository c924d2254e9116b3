package io.github.redissession.resilience;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;

/**
 * Stands between callers and the store: limits the time of every operation, and does not
 * call a store that is known to be unavailable.
 */
public interface StoreGuard {

	/**
	 * Calls an operation of the store, unless the store is known to be unavailable.
	 * @param what describes the operation for the message of a failure: "find session 7"
	 * @param operation starts the operation; it must not block
	 * @return the answer. It fails with a {@link SessionStoreException} whose reason is
	 * {@code TIMEOUT} if there is no answer in time, and {@code UNAVAILABLE} if the store
	 * was not called
	 */
	<T extends @Nullable Object> CompletionStage<T> call(Supplier<String> what, Supplier<CompletionStage<T>> operation);

	/**
	 * Calls an operation as {@link #call} does, but waits longer for the answer, because
	 * something would be lost without it.
	 * @param what describes the operation for the message of a failure
	 * @param operation starts the operation; it must not block
	 * @return the answer
	 */
	<T extends @Nullable Object> CompletionStage<T> change(Supplier<String> what,
			Supplier<CompletionStage<T>> operation);

}
