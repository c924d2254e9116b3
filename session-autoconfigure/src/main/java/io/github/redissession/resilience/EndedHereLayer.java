package io.github.redissession.resilience;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Makes this instance forget what ends here. It is next to the store, so that it sees
 * what other layers end as well, and no outage brings that back.
 */
public final class EndedHereLayer implements SessionStore {

	private final SessionStore store;

	private final OutageJournal local;

	/**
	 * Creates the layer.
	 * @param store the store
	 * @param local remembers sessions for the time when the store is away
	 */
	public EndedHereLayer(SessionStore store, OutageJournal local) {
		this.store = store;
		this.local = local;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		return this.store.find(id);
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		return this.store.findAll(ids);
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		return this.store.save(delta);
	}

	/**
	 * A session that has just got a new id ends under that.
	 */
	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		return this.store.delete(end).whenComplete((record, ex) -> {
			this.local.seen(end.id(), null);
			if (record != null) {
				this.local.seen(record.id(), null);
			}
		});
	}

	@Override
	public List<String> layers() {
		return this.store.layers();
	}

}
