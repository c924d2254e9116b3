package io.github.redissession.resilience;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;

/**
 * Stands between callers and the store: gives every operation a time budget, and asks a
 * store that is known to be away for nothing.
 */
public interface StoreGuard {

	/**
	 * Calls an operation of the store, if that is not known to be away.
	 * @param what tells what is done, for a message if it fails: "find session 7"
	 * @param operation begins the operation; it must not block
	 * @return what the operation answers. It fails with a {@link SessionStoreException}
	 * whose reason is {@code TIMEOUT} if there is no answer in time, and
	 * {@code UNAVAILABLE} if the store was not asked
	 */
	<T extends @Nullable Object> CompletionStage<T> call(Supplier<String> what, Supplier<CompletionStage<T>> operation);

}
