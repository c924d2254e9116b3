package io.github.redissession.autoconfigure;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.RedisFailure;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.resilience.StoreProbe;

/**
 * Looks for a session that never existed, each time on another node of a cluster.
 */
record RedisProbe(SessionConnection commands, RedisSessionStore store) implements StoreProbe {

	/** Opening a connection takes longer than using one. */
	private static final int SECONDS = 5;

	private static final String THROUGH_TCP = "Connect to Redis itself or through a TCP proxy such as HAProxy; twemproxy "
			+ "rejects commands that sessions need, see docs/compatibility.md. If there is no proxy, check whether the port "
			+ "expects TLS. ";

	static RedisProbe of(SessionConnection commands, RedisSettings settings) {
		return new RedisProbe(commands, new RedisSessionStore(commands, settings));
	}

	@Override
	public CompletionStage<? extends @Nullable Object> send() {
		return this.store.find(SessionToken.random().id());
	}

	@Override
	public boolean isLost() {
		return this.commands.isLost();
	}

	@Override
	public void reconnect() {
		this.commands.reconnect();
	}

	/**
	 * Fails startup if Redis does not reply.
	 */
	void require() {
		try {
			send().toCompletableFuture().copy().orTimeout(SECONDS, TimeUnit.SECONDS).join();
		}
		catch (CompletionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new RedisSessionStartupException(
					"Sessions require Redis, which is not available: " + ((cause instanceof TimeoutException)
							? "no reply within %d s".formatted(SECONDS) : cause.getMessage()),
					(RedisFailure.isClosedDuringHello(cause) ? THROUGH_TCP : "")
							+ "Start Redis, or correct the properties that begin with 'spring.data.redis' or "
							+ "'redis-session.redis'. To start the application without Redis, set "
							+ "redis-session.resilience.require-at-startup=false.",
					cause);
		}
	}

}
