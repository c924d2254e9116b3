package io.github.redissession.takeover;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

import io.github.redissession.spi.SessionObserver;

/**
 * Counts the sessions that this instance has taken over, and has refused to.
 */
public final class TakeoverProgress implements SessionObserver {

	private final LongAdder adopted = new LongAdder();

	/** By the ordinal of the reason. */
	private final AtomicLongArray refused = new AtomicLongArray(Refusal.values().length);

	@Override
	public void sessionAdopted() {
		this.adopted.increment();
	}

	@Override
	public void adoptionRefused(Refusal reason) {
		this.refused.incrementAndGet(reason.ordinal());
	}

	/**
	 * Returns the number of sessions that were taken over since the start.
	 */
	public long adopted() {
		return this.adopted.sum();
	}

	/**
	 * Returns how often a session was not taken over since the start, by the reason.
	 */
	public Map<Refusal, Long> refused() {
		Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
		for (Refusal reason : Refusal.values()) {
			counts.put(reason, this.refused.get(reason.ordinal()));
		}
		return Collections.unmodifiableMap(counts);
	}

}
