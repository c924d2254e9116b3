package io.github.redissession.resilience;

import java.util.ArrayList;
import java.util.List;
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
final class WaitingRow {

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
	WaitingRow(long time, LongConsumer alarm, Consumer<Deadline<?>> onLate) {
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
				this.isAlarmSet = true;
				this.alarm.accept(this.time);
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
	 * Looks who is late, when the alarm rings.
	 */
	void look() {
		List<Deadline<?>> late = new ArrayList<>();
		synchronized (this) {
			Deadline<?> one = this.first;
			while (one != null && one.left() <= 0) {
				leave(one);
				late.add(one);
				one = this.first;
			}
			this.isAlarmSet = one != null;
			if (one != null) {
				this.alarm.accept(one.left());
			}
		}
		late.forEach(this.onLate);
	}

}
