package io.github.redissession.resilience;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether an unavailable store is available again.
 */
public interface StoreProbe {

	/**
	 * Sends a cheap command to the store.
	 * @return completes normally if the store works
	 */
	CompletionStage<? extends @Nullable Object> send();

	/**
	 * Returns whether the connection has been lost for longer than any operation waits.
	 * @return {@code false} if there is a connection, or that is unknown
	 */
	default boolean isLost() {
		return false;
	}

	/**
	 * Replaces connections on which nothing arrives any more, without waiting for the new
	 * ones.
	 */
	default void reconnect() {
	}

}
