package io.github.redissession.spi;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The contract is one that a plain map can keep.
 */
class InMemorySessionStoreTests extends SessionStoreContract {

	private final SessionStore store = new InMemorySessionStore(
			() -> InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS));

	@Override
	protected SessionStore store() {
		return this.store;
	}

}
