package io.github.redissession.resilience;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.spi.Admission;
import io.github.redissession.spi.SessionLimit;

/**
 * An index behind the circuit breaker.
 */
public final class GuardedIndex implements SessionIndex {

	private final SessionIndex index;

	private final StoreGuard guard;

	/**
	 * Guards an index.
	 * @param index the index
	 * @param guard limits the time of operations and may refuse them
	 */
	public GuardedIndex(SessionIndex index, StoreGuard guard) {
		this.index = index;
		this.guard = guard;
	}

	@Override
	public CompletionStage<List<Entry>> list(IndexName name) {
		return this.guard.call(() -> "list the %s index".formatted(name.kind()), () -> this.index.list(name));
	}

	@Override
	public CompletionStage<@Nullable Void> drop(IndexName name, Collection<Entry> entries) {
		return this.guard.call(() -> "repair the %s index".formatted(name.kind()),
				() -> this.index.drop(name, entries));
	}

	@Override
	public CompletionStage<Admission> admit(IndexName name, SessionLimit limit, String id, @Nullable String previousId,
			Collection<String> absent) {
		return this.guard.call(() -> "admit %s to the %s index".formatted(id, name.kind()),
				() -> this.index.admit(name, limit, id, previousId, absent));
	}

}
