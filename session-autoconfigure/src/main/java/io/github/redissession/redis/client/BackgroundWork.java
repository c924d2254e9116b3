package io.github.redissession.redis.client;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Work in the background, between the start and the stop of the application.
 *
 * @param <R> the type of a run
 */
public abstract class BackgroundWork<R extends BackgroundWork.Run> implements SmartLifecycle {

	private volatile @Nullable R run;

	/**
	 * Creates the run that a start begins.
	 * @return the run, {@code null} if there is nothing to do
	 */
	protected abstract @Nullable R create();

	/**
	 * Returns the current run.
	 * @return the run, {@code null} between a stop and a start
	 */
	protected final @Nullable R current() {
		return this.run;
	}

	@Override
	public synchronized void start() {
		R next = (this.run == null) ? create() : null;
		if (next != null) {
			this.run = next;
			next.start();
		}
	}

	@Override
	public synchronized void stop() {
		R last = this.run;
		if (last != null) {
			last.end();
			this.run = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.run != null;
	}

	/**
	 * Starts before the web server, and stops after the web server and before the
	 * connections close.
	 */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE - 8192;
	}

	/**
	 * The time between a start and a stop.
	 */
	public interface Run {

		void start();

		void end();

	}

}
