package io.github.redissession.resilience;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a store that was away is back.
 */
public interface StoreProbe {

	/**
	 * Asks the store for something cheap.
	 * @return completes if the store works
	 */
	CompletionStage<? extends @Nullable Object> send();

	/**
	 * Whether the store has been out of reach for longer than anybody waits.
	 * @return {@code false} if it is in reach, or that is not known
	 */
	default boolean isLost() {
		return false;
	}

	/**
	 * Replaces connections on which nothing arrives any more; it does not wait for that.
	 */
	default void reconnect() {
	}

}
