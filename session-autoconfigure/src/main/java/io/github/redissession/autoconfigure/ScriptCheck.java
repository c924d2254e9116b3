package io.github.redissession.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;

import io.github.redissession.redis.inspect.ScriptProbe;

/**
 * Fails startup if the server, or a proxy before it, changes the replies to scripts. Does
 * nothing if Redis does not reply in time.
 */
final class ScriptCheck implements ApplicationListener<ApplicationStartedEvent> {

	private static final Log logger = LogFactory.getLog(ScriptCheck.class);

	private final Supplier<ScriptProbe> probe;

	private final Duration timeout;

	ScriptCheck(Supplier<ScriptProbe> probe, Duration timeout) {
		this.probe = probe;
		this.timeout = timeout;
	}

	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		String wrong = wrongReply();
		if (wrong != null) {
			throw new RedisSessionStartupException(
					"Sessions would be lost: the server of the sessions replied to a script with " + wrong
							+ ". It is not a Redis, or a proxy in between changes replies.",
					"Connect sessions to Redis, Valkey or Redict directly or through a TCP proxy; see docs/compatibility.md for "
							+ "servers and proxies that work. Set redis-session.redis.url if only sessions need another server.");
		}
	}

	private @Nullable String wrongReply() {
		try {
			return this.probe.get()
				.wrongReply()
				.toCompletableFuture()
				.copy()
				.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS)
				.join();
		}
		catch (CompletionException ex) {
			logger.debug("Could not check the replies to scripts", ex);
			return null;
		}
	}

}
