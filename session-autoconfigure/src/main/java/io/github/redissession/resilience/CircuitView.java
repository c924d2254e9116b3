package io.github.redissession.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;

import io.github.redissession.StoreCircuit;

/**
 * The circuit as operators see it.
 *
 * @param guard the circuit
 * @param journal counts the sessions with changes that are not stored yet
 */
public record CircuitView(CircuitGuard guard, IntSupplier journal) implements StoreCircuit {

	@Override
	public State state() {
		return state(this.guard.state());
	}

	static State state(CircuitBreaker.State state) {
		return switch (state) {
			case OPEN -> State.OPEN;
			case HALF_OPEN -> State.HALF_OPEN;
			case FORCED_OPEN -> State.DRILL;
			default -> State.CLOSED;
		};
	}

	@Override
	public Instant since() {
		return this.guard.since();
	}

	@Override
	public int journalSize() {
		return this.journal.getAsInt();
	}

	@Override
	public void drill(Duration duration) {
		this.guard.drill(duration);
	}

}
