package io.github.redissession.resilience;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.core.InvalidationLayer;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * The sessions that this instance knows during an outage: those that it has seen lately,
 * in bounded memory, and those changed here since, in a bounded journal. A session stays
 * in the journal, and is read and changed only here, until all its changes are stored.
 */
public final class OutageJournal implements SessionStore, InvalidationLayer.Listener {

	private final JournalSettings settings;

	private final Cache<String, LocalCopy> seen;

	/** By every id that a session has had; changed by one thread at a time. */
	private final Map<String, JournalEntry> journal = new ConcurrentHashMap<>();

	/** In the order of their first changes, with the size counted for each. */
	private final Map<JournalEntry, Long> order = new LinkedHashMap<>();

	private long bytes;

	private volatile @Nullable SessionStore target;

	private volatile Runnable onChange = () -> {
	};

	/**
	 * Creates an empty journal.
	 * @param settings the limits
	 */
	public OutageJournal(JournalSettings settings) {
		this.settings = settings;
		this.seen = Caffeine.newBuilder()
			.maximumWeight(settings.maxBytes())
			.weigher((String id, LocalCopy copy) -> copy.size())
			.build();
	}

	/**
	 * Sets the store that gets the changes.
	 */
	void replayTo(SessionStore store) {
		this.target = store;
	}

	SessionStore target() {
		SessionStore store = this.target;
		if (store == null) {
			throw new IllegalStateException("The journal has no store to replay to");
		}
		return store;
	}

	/**
	 * Sets what to do when there is something to store.
	 */
	void whenChanged(Runnable action) {
		this.onChange = action;
	}

	/**
	 * Returns whether a session has changes that are not stored yet, or had this id
	 * before one of them.
	 */
	boolean isJournaled(String id) {
		return !this.journal.isEmpty() && this.journal.containsKey(id);
	}

	/**
	 * Returns the number of sessions with changes that are not stored yet.
	 * @return the number
	 */
	public synchronized int journalSize() {
		return this.order.size();
	}

	void seen(String id, @Nullable SessionRecord record) {
		if (record != null) {
			this.seen.put(id, LocalCopy.of(record));
		}
		else {
			this.seen.invalidate(id);
		}
	}

	@Override
	public void endedHere(String id) {
		this.seen.invalidate(id);
	}

	void saved(SessionDelta delta, SaveResult result) {
		LocalCopy before = this.seen.getIfPresent(delta.previousId());
		boolean saved = result == SaveResult.SAVED;
		if (!saved || delta.kind() == SessionDelta.Kind.CHANGE_ID) {
			this.seen.invalidate(delta.previousId());
		}
		if (saved && (before != null || delta.kind() == SessionDelta.Kind.CREATE)) {
			this.seen.put(delta.id(), (before != null) ? before.with(delta) : LocalCopy.begin(delta));
		}
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		SessionRecord found;
		synchronized (this) {
			JournalEntry entry = this.journal.get(id);
			if (entry != null) {
				return CompletableFuture.completedFuture(entry.read(id));
			}
			LocalCopy copy = this.seen.getIfPresent(id);
			found = (copy != null) ? copy.now() : null;
		}
		return (found != null) ? CompletableFuture.completedFuture(found) : unknown(id);
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		Map<String, SessionRecord> found = new LinkedHashMap<>();
		ids.forEach((id) -> find(id).thenAccept((record) -> {
			if (record != null) {
				found.put(id, record);
			}
		}));
		return CompletableFuture.completedFuture(found);
	}

	/**
	 * Keeps a change, unless it is on condition that a session does not exist, which is
	 * unknown here.
	 */
	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		if (delta.beginsBy() != null) {
			return unknown(delta.id());
		}
		synchronized (this) {
			JournalEntry entry = this.journal.get(delta.previousId());
			if (entry == null) {
				LocalCopy copy = this.seen.getIfPresent(delta.previousId());
				if (copy == null && delta.kind() != SessionDelta.Kind.CREATE) {
					return unknown(delta.previousId());
				}
				entry = new JournalEntry(copy);
			}
			else if (entry.read(delta.previousId()) == null) {
				return CompletableFuture.completedFuture(SaveResult.GONE);
			}
			if (!hasRoom(entry, delta)) {
				return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
						"Could not keep a change of session %s: the journal is full".formatted(delta.id())));
			}
			entry.add(delta);
			keep(entry, delta.previousId());
			keep(entry, delta.id());
		}
		this.onChange.run();
		return CompletableFuture.completedFuture(SaveResult.SAVED);
	}

	private boolean hasRoom(JournalEntry entry, SessionDelta delta) {
		long growth = JournalEntry.growth(delta);
		if (this.order.containsKey(entry)) {
			return growth == 0 || this.bytes + growth <= this.settings.maxBytes();
		}
		return this.order.size() < this.settings.maxJournal()
				&& this.bytes + entry.size() + growth <= this.settings.maxBytes();
	}

	private void keep(JournalEntry entry, String id) {
		long size = entry.size();
		Long before = this.order.put(entry, size);
		this.bytes += size - ((before != null) ? before : 0);
		this.journal.put(id, entry);
		this.seen.invalidate(id);
	}

	/**
	 * Keeps the end of a session, even if the session is unknown here. Ends are small,
	 * and more important than changes, so there may be twice as many.
	 */
	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		SessionRecord last;
		synchronized (this) {
			JournalEntry entry = this.journal.get(end.id());
			LocalCopy copy = this.seen.getIfPresent(end.id());
			last = (entry != null) ? entry.read() : (copy != null) ? copy.now() : null;
			if (entry == null) {
				if (this.order.size() >= 2 * this.settings.maxJournal()) {
					return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
							"Could not keep the end of session %s: the journal is full".formatted(end.id())));
				}
				entry = new JournalEntry(null);
			}
			entry.end(end);
			keep(entry, end.id());
		}
		this.onChange.run();
		return CompletableFuture.completedFuture(last);
	}

	/**
	 * Forgets a session that is being ended in the store.
	 * @return the ids that the store may know it by
	 */
	synchronized Collection<String> discard(String id) {
		this.seen.invalidate(id);
		JournalEntry entry = this.journal.get(id);
		if (entry == null) {
			return List.of(id);
		}
		forget(entry);
		return new ArrayList<>(entry.ids());
	}

	synchronized void forget(JournalEntry entry) {
		Long size = this.order.remove(entry);
		if (size != null) {
			this.bytes -= size;
			entry.ids().forEach((id) -> this.journal.remove(id, entry));
		}
	}

	/**
	 * Returns the sessions with changes that are not stored yet: ended ones first, the
	 * others in the order of their changes.
	 */
	synchronized List<JournalEntry> entries() {
		List<JournalEntry> entries = new ArrayList<>(this.order.keySet());
		entries.sort((a, b) -> Boolean.compare(b.isEnded(), a.isEnded()));
		return entries;
	}

	private static <T extends @Nullable Object> CompletionStage<T> unknown(String id) {
		return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
				"Session %s is not known to this instance".formatted(id)));
	}

}
