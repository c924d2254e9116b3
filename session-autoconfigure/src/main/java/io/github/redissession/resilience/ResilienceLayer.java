package io.github.redissession.resilience;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SaveResult;
import io.github.redissession.SessionDelta;
import io.github.redissession.SessionEnd;
import io.github.redissession.SessionRecord;
import io.github.redissession.SessionStore;
import io.github.redissession.StoreGuard;

/**
 * Gives every operation a time budget, and asks a store that is away for nothing.
 */
public final class ResilienceLayer implements SessionStore {

	private final SessionStore store;

	private final StoreGuard guard;

	/**
	 * Creates the layer.
	 * @param store the next layer
	 * @param guard stands in front of it
	 */
	public ResilienceLayer(SessionStore store, StoreGuard guard) {
		this.store = store;
		this.guard = guard;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		return this.guard.call("find session " + id, () -> this.store.find(id));
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		return this.guard.call("find " + ids.size() + " sessions", () -> this.store.findAll(ids));
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		return this.guard.call("save session " + delta.previousId(), () -> this.store.save(delta));
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		return this.guard.call("delete session " + end.id(), () -> this.store.delete(end));
	}

}
