package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.Locale;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;

/**
 * Logs the first failure of a task that is retried, and the success that ends the outage,
 * but not the failures in between. A failure that may pass by itself is no warning until
 * it has lasted.
 */
public final class OutageLog {

	/** A healthy cluster has elected another primary by then. */
	public static final Duration FAILOVER = Duration.ofSeconds(10);

	private final Log logger;

	private final String task;

	private final String retry;

	private final Duration patience;

	private @Nullable Long since;

	private boolean warned;

	/**
	 * Creates a log.
	 * @param task the task, as in "Could not …"
	 * @param pause how long after a failure the task is retried, {@code null} if it is
	 * not
	 */
	public OutageLog(Log logger, String task, @Nullable Duration pause) {
		this(logger, task, pause, Duration.ZERO);
	}

	/**
	 * Creates a log of a task that fails now and then although all is well, as when a
	 * cluster moves slots.
	 * @param task the task, as in "Could not …"
	 * @param pause how long after a failure the task is retried, {@code null} if it is
	 * not
	 * @param patience how long it may fail before that is a warning
	 */
	public OutageLog(Log logger, String task, @Nullable Duration pause, Duration patience) {
		this.logger = logger;
		this.task = task;
		this.retry = (pause != null) ? "; retrying in " + pause.toString().substring(2).toLowerCase(Locale.ROOT) : "";
		this.patience = patience;
	}

	public synchronized void failed(Throwable failure) {
		Throwable cause = Stages.cause(failure);
		long now = System.nanoTime();
		boolean first = this.since == null;
		long begun = (this.since != null) ? this.since : now;
		this.since = begun;
		String line = "Could not %s%s (%s)".formatted(this.task, this.retry,
				(cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName());
		if (!this.warned && now - begun >= this.patience.toNanos()) {
			this.warned = true;
			this.logger.warn(line);
		}
		else if (first) {
			this.logger.info(line);
		}
		else {
			this.logger.debug("Still could not " + this.task, cause);
		}
	}

	public synchronized void worked() {
		if (this.warned) {
			this.logger.info("Able to " + this.task + " again");
		}
		this.since = null;
		this.warned = false;
	}

}
