package io.github.redissession.redis.client;

import java.time.Duration;

/**
 * A run on a thread of its own.
 */
public abstract class BackgroundThread implements BackgroundWork.Run, Runnable {

	private final Thread thread;

	private final Duration timeout;

	private final Duration lastTimeout;

	private volatile boolean ended;

	/**
	 * Creates a run that has not started.
	 * @param name the name of the thread
	 * @param timeout how long the end waits before it interrupts the thread
	 * @param lastTimeout how long the end waits after that
	 */
	protected BackgroundThread(String name, Duration timeout, Duration lastTimeout) {
		this.thread = new Thread(this, name);
		this.thread.setDaemon(true);
		this.timeout = timeout;
		this.lastTimeout = lastTimeout;
	}

	/**
	 * Returns whether the thread is to return from {@link #run()}.
	 */
	protected final boolean isEnded() {
		return this.ended;
	}

	/**
	 * Wakes the thread up to find that the run has ended.
	 */
	protected abstract void wakeUp();

	@Override
	public final void start() {
		this.thread.start();
	}

	@Override
	public final void end() {
		this.ended = true;
		wakeUp();
		try {
			this.thread.join(this.timeout.toMillis());
			if (this.thread.isAlive()) {
				this.thread.interrupt();
				this.thread.join(this.lastTimeout.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
