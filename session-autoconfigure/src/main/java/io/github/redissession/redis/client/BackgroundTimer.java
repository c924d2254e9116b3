package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A run that repeats a task, which must not block or throw.
 */
public final class BackgroundTimer implements BackgroundWork.Run {

	private final ScheduledExecutorService executor;

	private final Runnable task;

	private final Duration delay;

	private final Duration pause;

	/**
	 * Creates a run that has not started.
	 * @param name the name of the thread
	 * @param task the task
	 * @param delay the time before it runs first
	 * @param pause the time between the end of the task and the next time, positive
	 */
	public BackgroundTimer(String name, Runnable task, Duration delay, Duration pause) {
		this.executor = Executors.newSingleThreadScheduledExecutor((work) -> {
			Thread thread = new Thread(work, name);
			thread.setDaemon(true);
			return thread;
		});
		this.task = task;
		this.delay = delay;
		this.pause = pause;
	}

	@Override
	public void start() {
		this.executor.scheduleWithFixedDelay(this.task, this.delay.toNanos(), this.pause.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	/**
	 * Ends the run without waiting for the task.
	 */
	@Override
	public void end() {
		this.executor.shutdownNow();
	}

}
