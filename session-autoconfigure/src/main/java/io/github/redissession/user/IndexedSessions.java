package io.github.redissession.user;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.redissession.core.OperationWatch;
import io.github.redissession.index.IndexName;
import io.github.redissession.index.IndexRule;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionObserver.Outcome;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Finds the sessions of an index in two round trips: the ids, then all sessions at once.
 * What the index has and the store has not, or has with other details by now, is left out
 * and forgotten.
 */
public final class IndexedSessions {

	private final SessionStore store;

	private final SessionIndex index;

	private final IndexRule rule;

	private final ExpiryPolicy policy;

	private final SessionObserver observer;

	/**
	 * Creates a reader.
	 * @param store has the sessions
	 * @param index has their ids
	 * @param rule says which session belongs where
	 * @param policy decides the time limits that apply by now
	 * @param observer hears of outdated entries
	 */
	public IndexedSessions(SessionStore store, SessionIndex index, IndexRule rule, ExpiryPolicy policy,
			SessionObserver observer) {
		this.store = store;
		this.index = index;
		this.rule = rule;
		this.policy = policy;
		this.observer = observer;
	}

	/**
	 * The sessions of an index.
	 * @param name the index
	 * @return the sessions by id, the one that ends first first
	 */
	public CompletionStage<Map<String, SessionRecord>> find(IndexName name) {
		return new OperationWatch(this.observer).watch(Operation.LIST, () -> read(name), (found) -> Outcome.OK);
	}

	private CompletionStage<Map<String, SessionRecord>> read(IndexName name) {
		return this.index.list(name).thenCompose((entries) -> {
			if (entries.isEmpty()) {
				return CompletableFuture.completedFuture(Map.of());
			}
			List<String> ids = entries.stream().map(SessionIndex.Entry::id).toList();
			return this.store.findAll(ids).thenApply((found) -> checked(name, entries, found));
		});
	}

	private Map<String, SessionRecord> checked(IndexName name, List<SessionIndex.Entry> entries,
			Map<String, SessionRecord> found) {
		Map<String, SessionRecord> live = new LinkedHashMap<>();
		List<SessionIndex.Entry> outdated = new ArrayList<>();
		for (SessionIndex.Entry entry : entries) {
			SessionRecord record = found.get(entry.id());
			if (record == null || !this.rule.indexes(record.details()).contains(name)) {
				outdated.add(entry);
			}
			else if (!record.isExpired(this.policy.terms(record.principal()))) {
				live.put(entry.id(), record);
			}
		}
		if (!outdated.isEmpty()) {
			this.observer.indexRepaired(outdated.size());
			this.index.drop(name, outdated);
		}
		return live;
	}

}
