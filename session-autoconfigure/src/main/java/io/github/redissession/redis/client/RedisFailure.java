package io.github.redissession.redis.client;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * Tells what a failure of Redis means to those who know nothing of Redis. An error which
 * Redis answers to a command is the command's fault, unless it says that Redis cannot
 * work at present.
 */
public final class RedisFailure {

	/**
	 * Scripts may put text in front of an error's code, depending on the version of
	 * Redis.
	 */
	private static final Pattern AWAY = Pattern
		.compile("(^|[ -])(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|MISCONF|NOREPLICAS|BUSY|NOAUTH|WRONGPASS) ");

	private static final Pattern FULL = Pattern.compile("(^|[ -])OOM ");

	private static final Pattern READ_ONLY = Pattern.compile("(^|[ -])READONLY ");

	private RedisFailure() {
	}

	public static SessionStoreException of(String what, Throwable failure) {
		Throwable cause = cause(failure);
		String message = "Could not %s: %s".formatted(what, cause.getMessage());
		if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException
				|| cause instanceof SessionStoreException late && late.reason() == Reason.TIMEOUT) {
			return new SessionStoreException(Reason.TIMEOUT, message, cause);
		}
		if (isAway(cause)) {
			String reason = reason(message, cause);
			return new SessionStoreException(Reason.UNAVAILABLE, reason, notOfTheClient(reason, cause));
		}
		if (matches(FULL, cause)) {
			return new SessionStoreException(Reason.FULL, message, cause);
		}
		return new SessionStoreException(message, cause);
	}

	/**
	 * Says in a failure what could not be done.
	 */
	public static <T extends @Nullable Object> CompletionStage<T> explained(String what, CompletionStage<T> stage) {
		return stage.exceptionallyCompose((ex) -> CompletableFuture.failedFuture(of(what, ex)));
	}

	/**
	 * Says in a failure what could not be done with which session.
	 */
	public static <T extends @Nullable Object> CompletionStage<T> explained(String what, String id,
			CompletionStage<T> stage) {
		return stage.exceptionallyCompose((ex) -> CompletableFuture.failedFuture(of(what + " session " + id, ex)));
	}

	/**
	 * Whether the server is a replica by now, as after a failover.
	 */
	static boolean isReadOnly(Throwable failure) {
		return matches(READ_ONLY, cause(failure));
	}

	private static boolean isAway(Throwable cause) {
		if (cause instanceof RedisCommandExecutionException) {
			return matches(AWAY, cause);
		}
		return cause instanceof SessionStoreException store && store.reason() == Reason.UNAVAILABLE
				|| cause instanceof RedisException || cause instanceof IOException
				|| cause instanceof CancellationException || cause instanceof DataAccessException;
	}

	private static boolean matches(Pattern code, Throwable cause) {
		return cause instanceof RedisCommandExecutionException && cause.getMessage() != null
				&& code.matcher(cause.getMessage()).find();
	}

	/**
	 * Spring MVC takes "Connection reset by peer" and "Broken pipe" for a browser that
	 * has gone away, and says 200 to it, unless the failure is one of data access.
	 */
	private static Throwable notOfTheClient(String message, Throwable cause) {
		return (cause instanceof DataAccessException) ? cause : new DataAccessResourceFailureException(message, cause);
	}

	/**
	 * A connection fails with "Unable to connect", and the reason is somewhere below.
	 */
	private static String reason(String message, Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		String reason = String.valueOf(root.getMessage());
		return message.contains(reason) ? message : message + " (" + reason + ")";
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
