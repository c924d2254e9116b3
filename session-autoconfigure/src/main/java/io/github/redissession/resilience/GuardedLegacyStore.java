package io.github.redissession.resilience;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.LegacyStore;

/**
 * The keys of another store behind the circuit breaker. No failure names a legacy id,
 * because that is a credential.
 */
public final class GuardedLegacyStore implements LegacyStore {

	private final LegacyStore store;

	private final StoreGuard guard;

	/**
	 * Guards a store.
	 * @param store the store
	 * @param guard limits the time of operations and may refuse them
	 */
	public GuardedLegacyStore(LegacyStore store, StoreGuard guard) {
		this.store = store;
		this.guard = guard;
	}

	@Override
	public CompletionStage<@Nullable Hash> read(String legacyId) {
		return this.guard.call(() -> "read a session of Spring Session", () -> this.store.read(legacyId));
	}

	@Override
	public CompletionStage<@Nullable Void> remove(String legacyId, byte[] member, @Nullable String user) {
		return this.guard.call(() -> "remove a session of Spring Session",
				() -> this.store.remove(legacyId, member, user));
	}

	@Override
	public CompletionStage<byte[]> secret(byte[] proposal) {
		return this.guard.call(() -> "read the secret of the takeover", () -> this.store.secret(proposal));
	}

	/**
	 * Is not limited: a scan takes many steps.
	 */
	@Override
	public CompletionStage<@Nullable Count> count(int most) {
		return this.store.count(most);
	}

}
