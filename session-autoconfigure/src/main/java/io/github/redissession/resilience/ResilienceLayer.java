package io.github.redissession.resilience;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.async.Stages;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreLayer;

/**
 * Limits the time of every operation, and does not call a store that is unavailable. An
 * operation without which something would be lost may take longer than others. A session
 * with changes that are not stored yet is unavailable as well until they are.
 */
public final class ResilienceLayer extends SessionStoreLayer {

	private final StoreGuard guard;

	private final @Nullable OutageJournal local;

	/**
	 * Creates the layer.
	 * @param store the next layer
	 * @param guard stands in front of it
	 * @param local remembers sessions for outages, or {@code null}
	 */
	public ResilienceLayer(SessionStore store, StoreGuard guard, @Nullable OutageJournal local) {
		super("resilience", store);
		this.guard = guard;
		this.local = local;
		if (local != null) {
			local.replayTo(store);
		}
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		return find(id, false);
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> findToChange(String id) {
		return find(id, true);
	}

	private CompletionStage<@Nullable SessionRecord> find(String id, boolean toChange) {
		OutageJournal memory = this.local;
		if (memory == null) {
			return read(id, toChange);
		}
		if (memory.isJournaled(id)) {
			return journaled(id);
		}
		return read(id, toChange).thenApply((record) -> {
			memory.seen(id, record);
			return record;
		});
	}

	private CompletionStage<@Nullable SessionRecord> read(String id, boolean toChange) {
		Supplier<String> what = () -> "find session " + id;
		Supplier<CompletionStage<@Nullable SessionRecord>> reading = () -> next().find(id);
		return toChange ? this.guard.change(what, reading) : this.guard.call(what, reading);
	}

	@Override
	public CompletionStage<Map<String, SessionRecord>> findAll(Collection<String> ids) {
		return this.guard.call(() -> "find " + ids.size() + " sessions", () -> next().findAll(ids));
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		OutageJournal memory = this.local;
		String id = delta.previousId();
		if (memory != null && memory.isJournaled(id)) {
			return journaled(id);
		}
		Supplier<String> what = () -> "save session " + id;
		Supplier<CompletionStage<SaveResult>> saving = () -> next().save(delta);
		CompletionStage<SaveResult> saved = delta.isTouch() ? this.guard.call(what, saving)
				: this.guard.change(what, saving);
		return (memory == null) ? saved : saved.thenApply((result) -> {
			memory.saved(delta, result);
			return result;
		});
	}

	/**
	 * Ends a session under every id that the store may know it by.
	 */
	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		OutageJournal memory = this.local;
		Collection<String> ids = (memory != null) ? memory.discard(end.id()) : List.of(end.id());
		return Stages
			.all(ids.stream()
				.map((id) -> delete(new SessionEnd(id, end.reason(), end.known()), id.equals(end.id()) ? null : memory))
				.toList())
			.thenApply(
					(records) -> records.stream().filter(Objects::nonNull).reduce((first, last) -> last).orElse(null));
	}

	private CompletionStage<@Nullable SessionRecord> delete(SessionEnd end, @Nullable OutageJournal memory) {
		CompletionStage<@Nullable SessionRecord> ended = this.guard.change(() -> "delete session " + end.id(),
				() -> next().delete(end));
		return (memory == null) ? ended : ended.whenComplete((record, ex) -> {
			if (ex != null) {
				memory.delete(end);
			}
		});
	}

	private static <T extends @Nullable Object> CompletionStage<T> journaled(String id) {
		return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
				"Session %s has changes that are not stored yet".formatted(id)));
	}

}
