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
 * Checks the server and the configuration when the application has started, in the
 * background, and says in the log what was found. It says nothing if Redis does not
 * answer, and fails nothing.
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
			logger.debug("The sessions' Redis could not be checked", ex);
		}
	}

	private static void report(List<CheckResult> findings) {
		findings.stream().filter(CheckResult::isWorthTelling).forEach((finding) -> {
			String advice = finding.advice().isEmpty() ? "" : ". " + finding.advice();
			String line = "Session store, %s: %s%s".formatted(finding.id(), finding.finding(), advice);
			switch (finding.severity()) {
				case CRITICAL -> logger.error(line);
				case WARNING -> logger.warn(line);
				default -> logger.info(line);
			}
		});
	}

}
