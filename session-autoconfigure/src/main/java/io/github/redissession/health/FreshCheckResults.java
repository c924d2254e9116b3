package io.github.redissession.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The latest check results. Reading them runs the checks again in the background if the
 * results are older than wanted, one run at a time. Checks that have never run are not
 * started.
 */
public final class FreshCheckResults {

	private static final Log logger = LogFactory.getLog(FreshCheckResults.class);

	private final SessionChecks checks;

	private final Duration maxAge;

	private final AtomicBoolean running = new AtomicBoolean();

	/**
	 * Creates the view of the latest results.
	 * @param checks the checks
	 * @param maxAge how old results may be; zero or less for any age
	 */
	public FreshCheckResults(SessionChecks checks, Duration maxAge) {
		this.checks = checks;
		this.maxAge = maxAge;
	}

	/**
	 * Returns the latest results without waiting.
	 * @return the results, empty if the checks have not run yet
	 */
	List<CheckResult> latest() {
		Duration age = this.checks.age();
		boolean limited = !this.maxAge.isZero() && !this.maxAge.isNegative();
		if (limited && age != null && age.compareTo(this.maxAge) >= 0 && this.running.compareAndSet(false, true)) {
			Thread thread = new Thread(this::run, "redis-session-checks");
			thread.setDaemon(true);
			thread.start();
		}
		return this.checks.latest();
	}

	private void run() {
		try {
			this.checks.run().toCompletableFuture().join();
		}
		catch (RuntimeException ex) {
			logger.debug("Could not run the session checks again", ex);
		}
		finally {
			this.running.set(false);
		}
	}

}
