package io.github.redissession.resilience;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Operations that wait for an answer, all with the same timeout, so that the first in the
 * queue is the first to time out. One alarm is enough: it is set for the first in the
 * queue, and when it rings, for whatever is first then. An operation leaves the queue as
 * soon as it is answered, and nothing keeps a reference to the answer.
 */
final class TimeoutQueue {

	private final long time;

	private final LongConsumer alarm;

	private final Consumer<Deadline<?>> onLate;

	private @Nullable Deadline<?> first;

	private @Nullable Deadline<?> last;

	private boolean isAlarmSet;

	/**
	 * Creates an empty queue.
	 * @param time the timeout of every operation in ns
	 * @param alarm calls {@link #look} after that many ns; once it refuses, it refuses
	 * for ever
	 * @param onLate is given what has timed out; it must not block
	 */
	TimeoutQueue(long time, LongConsumer alarm, Consumer<Deadline<?>> onLate) {
		this.time = time;
		this.alarm = alarm;
		this.onLate = onLate;
	}

	/**
	 * Adds an operation.
	 */
	<T extends @Nullable Object> Deadline<T> join(Supplier<String> what) {
		Deadline<T> joining = new Deadline<>(this, what, System.nanoTime() + this.time);
		synchronized (this) {
			Deadline<?> before = this.last;
			joining.previous = before;
			if (before != null) {
				before.next = joining;
			}
			else {
				this.first = joining;
			}
			this.last = joining;
			if (!this.isAlarmSet) {
				this.alarm.accept(this.time);
				this.isAlarmSet = true;
			}
		}
		return joining;
	}

	/**
	 * Removes an operation, if it is still in the queue.
	 */
	synchronized void leave(Deadline<?> leaving) {
		Deadline<?> before = leaving.previous;
		Deadline<?> after = leaving.next;
		if (before == null && this.first != leaving) {
			return;
		}
		if (before != null) {
			before.next = after;
		}
		else {
			this.first = after;
		}
		if (after != null) {
			after.previous = before;
		}
		else {
			this.last = before;
		}
		leaving.previous = null;
		leaving.next = null;
	}

	/**
	 * Ends what has timed out, when the alarm rings. No failure makes the queue forget
	 * the other operations: an alarm is set as long as there are any, or else the next
	 * operation sets one.
	 */
	void look() {
		try {
			for (Deadline<?> late = nextLate(); late != null; late = nextLate()) {
				tell(late);
			}
		}
		finally {
			setAlarm();
		}
	}

	private synchronized @Nullable Deadline<?> nextLate() {
		Deadline<?> next = this.first;
		if (next == null || next.left() > 0) {
			return null;
		}
		leave(next);
		return next;
	}

	private void tell(Deadline<?> late) {
		try {
			this.onLate.accept(late);
		}
		catch (RuntimeException | Error ex) {
			late.completeExceptionally(ex);
		}
	}

	private synchronized void setAlarm() {
		this.isAlarmSet = false;
		Deadline<?> next = this.first;
		if (next != null) {
			this.alarm.accept(next.left());
			this.isAlarmSet = true;
		}
	}

}
