package io.github.redissession;

/**
 * Tells those who run the application whether the store is asked at all.
 */
@FunctionalInterface
public interface CircuitView {

	/** For a store without a circuit: it is always asked. */
	CircuitView NONE = () -> State.CLOSED;

	/**
	 * The state by now.
	 * @return the state, from memory
	 */
	State state();

	/**
	 * Whether the store is asked.
	 */
	enum State {

		/** It is asked. */
		CLOSED,
		/** It is asked now and then, to find out whether it is back. */
		HALF_OPEN,
		/** It is not asked, because it is known to be away. */
		OPEN

	}

}
