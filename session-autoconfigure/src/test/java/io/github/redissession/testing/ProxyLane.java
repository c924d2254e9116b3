package io.github.redissession.testing;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What a proxy does to the bytes that go in one direction, on all of its connections. */
final class ProxyLane {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private Mode mode = Mode.FORWARD;

	private Duration delay = Duration.ZERO;

	void setMode(Mode mode) {
		this.lock.lock();
		try {
			this.mode = mode;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	void setDelay(Duration delay) {
		this.lock.lock();
		try {
			this.delay = delay;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The time, as {@link System#nanoTime()}, at which what arrives now is due. */
	long dueTime() {
		this.lock.lock();
		try {
			return System.nanoTime() + this.delay.toNanos();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Waits until it is time to forward what is due at the given time; false: do not. */
	boolean awaitTurn(long dueTime) throws InterruptedException {
		this.lock.lock();
		try {
			long left = dueTime - System.nanoTime();
			while (left > 0 || this.mode == Mode.HOLD) {
				if (this.mode == Mode.HOLD) {
					this.changed.await();
				}
				else {
					this.changed.awaitNanos(left);
				}
				left = dueTime - System.nanoTime();
			}
			return this.mode != Mode.SWALLOW;
		}
		finally {
			this.lock.unlock();
		}
	}

	enum Mode {

		/** Pass everything on. */
		FORWARD,

		/** Keep everything, to pass it on later. */
		HOLD,

		/** Take everything, and throw it away. */
		SWALLOW

	}

}
