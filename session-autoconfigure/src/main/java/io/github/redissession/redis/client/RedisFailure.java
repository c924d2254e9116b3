package io.github.redissession.redis.client;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.async.Stages;

/**
 * Translates failures of Redis into exceptions that do not mention Redis. An error reply
 * to a command is the command's fault, unless it says that Redis cannot work at present.
 */
public final class RedisFailure {

	/**
	 * Depending on the version of Redis, text precedes the code of an error in a script.
	 */
	private static final Pattern UNAVAILABLE = Pattern
		.compile("(^|[ -])(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|MISCONF|NOREPLICAS|BUSY|NOAUTH|WRONGPASS) ");

	private static final Pattern FULL = Pattern.compile("(^|[ -])OOM ");

	/** What Lettuce and the system say if the handshake of a connection is cut off. */
	private static final Pattern CLOSED = Pattern.compile("Connection closed prematurely|Connection reset");

	private static final String CLOSED_DURING_HELLO = "the connection was closed during HELLO: is there a proxy in between?";

	private static final Pattern READ_ONLY = Pattern.compile("(^|[ -])READONLY ");

	private RedisFailure() {
	}

	public static SessionStoreException of(String what, Throwable failure) {
		Throwable cause = Stages.cause(failure);
		String message = "Could not %s: %s".formatted(what,
				Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName()));
		if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException
				|| cause instanceof SessionStoreException late && late.reason() == Reason.TIMEOUT) {
			return new SessionStoreException(Reason.TIMEOUT, message, cause);
		}
		if (isUnavailable(cause)) {
			String reason = reason(message, cause);
			return new SessionStoreException(Reason.UNAVAILABLE, reason, notOfTheClient(reason, cause));
		}
		if (matches(FULL, cause)) {
			return new SessionStoreException(Reason.FULL, message, cause);
		}
		return new SessionStoreException(message, cause);
	}

	/**
	 * Translates the failure of a stage.
	 * @param what what could not be done, as in "Could not …"
	 */
	public static <T extends @Nullable Object> CompletionStage<T> explained(String what, CompletionStage<T> stage) {
		return stage.exceptionallyCompose((ex) -> CompletableFuture.failedFuture(of(what, ex)));
	}

	/**
	 * Translates the failure of a stage that concerns one session.
	 */
	public static <T extends @Nullable Object> CompletionStage<T> explained(String what, String id,
			CompletionStage<T> stage) {
		return stage.exceptionallyCompose((ex) -> CompletableFuture.failedFuture(of(what + " session " + id, ex)));
	}

	/**
	 * Whether the server has become a replica, as after a failover.
	 */
	static boolean isReadOnly(Throwable failure) {
		return matches(READ_ONLY, Stages.cause(failure));
	}

	private static boolean isUnavailable(Throwable cause) {
		if (cause instanceof RedisCommandExecutionException) {
			return matches(UNAVAILABLE, cause);
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
	 * has closed its connection, and responds with 200, unless the failure is one of data
	 * access.
	 */
	private static Throwable notOfTheClient(String message, Throwable cause) {
		return (cause instanceof DataAccessException) ? cause : new DataAccessResourceFailureException(message, cause);
	}

	/**
	 * Whether the connection was closed during its handshake, as by a proxy that does not
	 * know {@code HELLO} or {@code CLIENT}.
	 */
	public static boolean isClosedDuringHello(Throwable failure) {
		Throwable root = root(failure);
		boolean closed = root instanceof ClosedChannelException
				|| CLOSED.matcher(String.valueOf(root.getMessage())).find();
		return closed && isOpening(failure);
	}

	/**
	 * Appends the root cause, because Lettuce says only "Unable to connect".
	 */
	private static String reason(String message, Throwable failure) {
		String reason = isClosedDuringHello(failure) ? CLOSED_DURING_HELLO : String.valueOf(root(failure).getMessage());
		return message.contains(reason) ? message : message + " (" + reason + ")";
	}

	/** Lettuce has an exception of its own for a connection that cannot be opened. */
	private static boolean isOpening(Throwable failure) {
		return failure instanceof RedisConnectionException
				|| failure.getCause() != null && failure.getCause() != failure && isOpening(failure.getCause());
	}

	private static Throwable root(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return root;
	}

}
