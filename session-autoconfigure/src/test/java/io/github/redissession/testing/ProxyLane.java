package io.github.redissession.testing;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How a proxy treats the bytes of one direction, on all of its connections. */
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

	/** The {@link System#nanoTime()} at which bytes that arrive now are due. */
	long dueTime() {
		this.lock.lock();
		try {
			return System.nanoTime() + this.delay.toNanos();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Waits until bytes that are due at a time may be forwarded; false: discard them. */
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

		/** Pass all bytes on. */
		FORWARD,

		/** Hold all bytes, to pass them on later. */
		HOLD,

		/** Discard all bytes. */
		SWALLOW

	}

}
