package io.github.redissession.resilience;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait for an answer, everybody for the same time, so that the first of them is
 * the first to be late. One alarm is enough for all: it is set for who is first then, and
 * set again for who is first when it rings. Who gets an answer leaves at once, and
 * nothing keeps the answer.
 */
final class TimeoutQueue {

	private final long time;

	private final LongConsumer alarm;

	private final Consumer<Deadline<?>> onLate;

	private @Nullable Deadline<?> first;

	private @Nullable Deadline<?> last;

	private boolean isAlarmSet;

	/**
	 * Creates an empty row.
	 * @param time for how many ns everybody waits
	 * @param alarm has {@link #look} called after so many ns; it may refuse for ever
	 * @param onLate gets who has waited in vain; it must not block
	 */
	TimeoutQueue(long time, LongConsumer alarm, Consumer<Deadline<?>> onLate) {
		this.time = time;
		this.alarm = alarm;
		this.onLate = onLate;
	}

	/**
	 * Begins to wait.
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
	 * Waits no more; nothing if it has not waited any more anyway.
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
	 * Looks who is late, when the alarm rings. Whatever fails meanwhile, nobody else is
	 * forgotten: there is an alarm as long as somebody waits, or else whoever joins next
	 * sets one.
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
