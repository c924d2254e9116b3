package io.github.redissession.redis.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A run on a thread of its own.
 */
public abstract class BackgroundThread implements BackgroundWork.Run, Runnable {

	private final Thread thread;

	private final Duration timeout;

	private final Duration lastTimeout;

	private final CountDownLatch ended = new CountDownLatch(1);

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
		return this.ended.getCount() == 0;
	}

	/**
	 * Waits until the run has ended.
	 * @param pause the longest time to wait
	 * @return whether it has ended
	 * @throws InterruptedException if the thread is interrupted
	 */
	protected final boolean awaitEnd(Duration pause) throws InterruptedException {
		return this.ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Wakes the thread up to find that the run has ended, unless it waits for the end.
	 */
	protected void wakeUp() {
	}

	@Override
	public final void start() {
		this.thread.start();
	}

	@Override
	public final void end() {
		this.ended.countDown();
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
