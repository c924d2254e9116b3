package io.github.redissession.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

import io.github.redissession.health.CheckResult;
import io.github.redissession.health.SessionChecks;

/**
 * Checks the server and the configuration in the background once the application has
 * started, and logs the findings. Logs nothing if Redis does not reply, and never fails
 * the application.
 */
final class StartupChecks implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(StartupChecks.class);

	private final Supplier<SessionChecks> checks;

	StartupChecks(Supplier<SessionChecks> checks) {
		this.checks = checks;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		Thread thread = new Thread(this::check, "redis-session-checks");
		thread.setDaemon(true);
		thread.start();
	}

	private void check() {
		try {
			report(this.checks.get().run().toCompletableFuture().join().results());
		}
		catch (RuntimeException ex) {
			logger.debug("Could not check the Redis server of the sessions", ex);
		}
	}

	private static void report(List<CheckResult> results) {
		results.stream().filter(CheckResult::isWorthTelling).forEach((result) -> {
			String advice = result.advice().isEmpty() ? "" : ". " + result.advice();
			String line = "Session store, %s: %s%s".formatted(result.id(), result.finding(), advice);
			switch (result.severity()) {
				case CRITICAL -> logger.error(line);
				case WARNING -> logger.warn(line);
				default -> logger.info(line);
			}
		});
	}

}
