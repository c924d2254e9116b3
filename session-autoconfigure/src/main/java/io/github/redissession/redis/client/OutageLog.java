package io.github.redissession.redis.client;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.apache.commons.logging.Log;

/**
 * Reports a failure of something that is tried again and again when it begins and when it
 * is over, and not in between.
 */
public final class OutageLog {

	private final Log logger;

	private final String what;

	private boolean failing;

	/**
	 * Creates it.
	 * @param what the thing that may fail, as the beginning of a sentence
	 */
	public OutageLog(Log logger, String what) {
		this.logger = logger;
		this.what = what;
	}

	public synchronized void failed(Throwable failure) {
		Throwable cause = failure;
		while ((cause instanceof CompletionException || cause instanceof ExecutionException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		if (this.failing) {
			this.logger.debug(this.what + " still fails", cause);
			return;
		}
		this.failing = true;
		this.logger.warn(this.what + " fails, and is tried again: " + cause);
	}

	public synchronized void worked() {
		if (this.failing) {
			this.failing = false;
			this.logger.info(this.what + " works again");
		}
	}

}
