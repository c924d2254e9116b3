package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.Locale;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.redissession.async.Stages;

/**
 * Logs the first failure of a task that is retried, and the success that ends the outage,
 * but not the failures in between.
 */
public final class OutageLog {

	private final Log logger;

	private final String task;

	private final String retry;

	private boolean failing;

	/**
	 * Creates a log.
	 * @param task the task, as in "Could not …"
	 * @param pause how long after a failure the task is retried, {@code null} if it is
	 * not
	 */
	public OutageLog(Log logger, String task, @Nullable Duration pause) {
		this.logger = logger;
		this.task = task;
		this.retry = (pause != null) ? "; retrying in " + pause.toString().substring(2).toLowerCase(Locale.ROOT) : "";
	}

	public synchronized void failed(Throwable failure) {
		Throwable cause = Stages.cause(failure);
		if (this.failing) {
			this.logger.debug("Still could not " + this.task, cause);
			return;
		}
		this.failing = true;
		this.logger.warn("Could not %s%s (%s)".formatted(this.task, this.retry,
				(cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName()));
	}

	public synchronized void worked() {
		if (this.failing) {
			this.failing = false;
			this.logger.info("Able to " + this.task + " again");
		}
	}

}
