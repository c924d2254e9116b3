package io.github.redissession.testing;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Aborts a test run in which no test has begun or ended for minutes, and prints the stack
 * of every thread, because a build that hangs prints nothing. Registered for every run
 * under {@code META-INF/services}.
 */
public final class HangWatch implements TestExecutionListener {

	/** Longer for tests that are run by hand. */
	private static final Duration LIMIT = Duration.ofMinutes(Integer.getInteger("test.hang.minutes", 5));

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor((work) -> {
		Thread thread = new Thread(work, "hang-watch");
		thread.setDaemon(true);
		return thread;
	});

	private @Nullable ScheduledFuture<?> alarm;

	@Override
	public void executionStarted(TestIdentifier test) {
		restart(test.getUniqueId() + " has begun");
	}

	@Override
	public void executionFinished(TestIdentifier test, TestExecutionResult result) {
		restart(test.getUniqueId() + " has ended");
	}

	private synchronized void restart(String last) {
		if (this.alarm != null) {
			this.alarm.cancel(false);
		}
		this.alarm = this.scheduler.schedule(() -> tellAndEnd(last), LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	private static void tellAndEnd(String last) {
		StringBuilder report = new StringBuilder("No test has begun or ended for " + LIMIT + " since " + last + "\n");
		for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
			report.append(thread.toString().split("\n", 2)[0]).append('\n');
			for (StackTraceElement frame : thread.getStackTrace()) {
				report.append("\tat ").append(frame).append('\n');
			}
		}
		// Not System.err, which the runner may hold back until the end of a test.
		new PrintStream(new FileOutputStream(FileDescriptor.err), true).println(report);
		Runtime.getRuntime().halt(1);
	}

}
