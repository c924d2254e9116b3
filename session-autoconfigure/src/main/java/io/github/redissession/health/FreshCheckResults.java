package io.github.redissession.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the checks have found, not much longer ago than is wanted: whoever asks lets them
 * run again in the background if they are older, one run at a time. Checks that have
 * never run are not begun, because nobody wanted them.
 */
public final class FreshCheckResults implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(FreshCheckResults.class);

	private final SessionChecks checks;

	private final Duration maxAge;

	/** Has no thread while there is nothing to do. */
	private final ExecutorService background = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), (task) -> {
				Thread thread = new Thread(task, "redis-session-checks");
				thread.setDaemon(true);
				return thread;
			});

	private CompletableFuture<?> current = CompletableFuture.completedFuture(null);

	/**
	 * Creates it.
	 * @param checks the checks
	 * @param maxAge how old findings may be; zero or less for any age
	 */
	public FreshCheckResults(SessionChecks checks, Duration maxAge) {
		this.checks = checks;
		this.maxAge = maxAge;
	}

	/**
	 * What was found last. It waits for nothing.
	 * @return the findings, none if nothing was checked yet
	 */
	List<CheckResult> latest() {
		runAgainIfOld();
		return this.checks.latest();
	}

	private synchronized void runAgainIfOld() {
		Duration age = this.checks.age();
		if (this.maxAge.isZero() || this.maxAge.isNegative() || age == null || age.compareTo(this.maxAge) < 0
				|| !this.current.isDone() || this.background.isShutdown()) {
			return;
		}
		this.current = CompletableFuture.supplyAsync(this.checks::run, this.background)
			.thenCompose(Function.identity())
			.exceptionally((ex) -> {
				logger.debug("The sessions' Redis could not be checked again", ex);
				return null;
			});
	}

	@Override
	public synchronized void close() {
		this.background.shutdownNow();
	}

}
