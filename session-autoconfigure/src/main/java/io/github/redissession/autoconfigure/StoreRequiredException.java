package io.github.redissession.autoconfigure;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Redis cannot be used when the application starts, and is required to be.
 */
class StoreRequiredException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/** Opening a connection takes longer than using one. */
	private static final long SECONDS = 5;

	StoreRequiredException(String reason, Throwable cause) {
		super("Redis cannot be used for sessions: " + reason, cause);
	}

	static void check(CompletionStage<? extends @Nullable Object> answer) {
		try {
			answer.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new StoreRequiredException(String.valueOf(cause.getMessage()), cause);
		}
		catch (TimeoutException ex) {
			throw new StoreRequiredException("no answer within %d s".formatted(SECONDS), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreRequiredException("interrupted", ex);
		}
	}

}
