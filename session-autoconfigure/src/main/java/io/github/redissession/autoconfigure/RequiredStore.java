package io.github.redissession.autoconfigure;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Fails startup if Redis does not reply.
 */
final class RequiredStore {

	/** Opening a connection takes longer than using one. */
	private static final int SECONDS = 5;

	private RequiredStore() {
	}

	static void check(CompletionStage<? extends @Nullable Object> reply) {
		try {
			reply.toCompletableFuture().copy().orTimeout(SECONDS, TimeUnit.SECONDS).join();
		}
		catch (CompletionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new RedisSessionStartupException(
					"Sessions require Redis, which is not available: " + ((cause instanceof TimeoutException)
							? "no reply within %d s".formatted(SECONDS) : cause.getMessage()),
					"Start Redis, or correct the properties that begin with 'spring.data.redis' or "
							+ "'redis-session.redis'. To start the application without Redis, set "
							+ "redis-session.resilience.require-at-startup=false.",
					cause);
		}
	}

}
