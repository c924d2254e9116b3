package io.github.redissession.redis.interleaving;

import java.util.ArrayList;
import java.util.List;

/**
 * The runs of one combination.
 */
final class Tally {

	private static final int MAX_SHOWN = 3;

	private static final int MAX_AGAIN = 1000;

	private final List<String> faulty = new ArrayList<>();

	private long runs;

	private long orders;

	private long faults;

	private int again;

	private boolean complete = true;

	void add(Order order, List<String> found) {
		if (order.end() == Order.End.COMPLETE) {
			this.runs++;
			this.orders += order.equivalents();
			this.again = 0;
		}
		else if (++this.again == MAX_AGAIN) {
			throw new IllegalStateException("The same choices lead to other commands every time, after\n" + order);
		}
		if (!found.isEmpty()) {
			this.faults++;
			if (this.faulty.size() < MAX_SHOWN) {
				this.faulty.add(String.join("\n", found) + "\nafter\n" + order);
			}
		}
	}

	Tally cutOff() {
		this.complete = false;
		return this;
	}

	/** The orders that were run. */
	long runs() {
		return this.runs;
	}

	/** The orders that were run, and those that differ from them by exchanges. */
	long orders() {
		return this.orders;
	}

	long faults() {
		return this.faults;
	}

	List<String> faulty() {
		return this.faulty;
	}

	boolean isComplete() {
		return this.complete;
	}

}
