package io.github.redissession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.redis.client.Batch;

/**
 * The update of the indexes for one change of a session; the steps are those of
 * {@link IndexUpkeep}.
 */
final class IndexUpdate {

	private final IndexEntries entries;

	private final IndexMembership from;

	private final IndexMembership to;

	private final Times times;

	private final List<CompletionStage<Long>> listed = new ArrayList<>();

	IndexUpdate(IndexEntries entries, IndexMembership from, IndexMembership to, Times times) {
		this.entries = entries;
		this.from = from;
		this.to = to;
		this.times = times;
	}

	/**
	 * Adds the session to its new indexes, before it is visible.
	 */
	void announce(Batch batch) {
		putInto(batch, this.to.without(this.from), "add");
		if (!this.to.expiryNames().equals(this.from.expiryNames())) {
			this.listed.add(expire(batch, "add", this.times.endsIn()));
		}
	}

	/**
	 * Once the session is visible: adds it again, because a reader may have dropped what
	 * was announced, updates its end where it stays, and removes it where it was.
	 */
	void confirm(Batch batch) {
		List<IndexName> added = this.to.without(this.from);
		putInto(batch, added, "confirm");
		this.from.without(this.to)
			.forEach((index) -> this.listed
				.add(this.entries.remove(batch, index, this.from.id()).thenApply((number) -> 1L)));
		if (!this.to.expiryNames().equals(this.from.expiryNames())) {
			if (!this.from.equals(IndexMembership.NOWHERE)) {
				this.entries.removeExpiry(batch, this.from.id(), this.from.expiryName());
			}
		}
		else if (this.times.prolongs()) {
			this.listed.add(expire(batch, "refresh", this.times.endsIn()));
		}
		if (this.times.prolongs()) {
			List<IndexName> stays = new ArrayList<>(this.to.indexes());
			stays.removeAll(added);
			stays.forEach((index) -> this.listed.add(this.entries.refresh(batch, index, this.to.id(),
					this.times.listedFor(), this.times.began(), this.times.resets())));
		}
	}

	/**
	 * Undoes an announcement.
	 * @param stays whether the session still exists as before
	 */
	void revert(Batch batch, boolean stays) {
		IndexUpdate back = new IndexUpdate(this.entries, this.to, this.from, this.times);
		if (stays) {
			back.restore(batch);
		}
		else {
			back.withdraw(batch);
		}
		withdraw(batch);
	}

	/**
	 * Removes the session, because it does not exist. If it existed before, its entry in
	 * the expiry index becomes due, so that its end is announced.
	 */
	void withdraw(Batch batch) {
		this.to.indexes().forEach((index) -> this.entries.remove(batch, index, this.to.id()));
		if (this.to.expiryNames().equals(this.from.expiryNames())) {
			expire(batch, "refresh", Duration.ZERO);
		}
		else {
			this.entries.removeExpiry(batch, this.to.id(), this.to.expiryName());
		}
	}

	/**
	 * Adds the session to all its indexes.
	 */
	void restore(Batch batch) {
		putInto(batch, this.to.indexes(), "add");
		expire(batch, "add", this.times.endsIn());
	}

	/**
	 * Whether every index that should list the session does. Completes normally, when all
	 * commands have been answered.
	 */
	CompletionStage<Boolean> isListed() {
		CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
		for (CompletionStage<Long> one : this.listed) {
			all = all.thenCombine(one.exceptionally((ex) -> 0L), (before, present) -> before && present == 1);
		}
		return all;
	}

	/**
	 * Whether the session leaves or enters an index.
	 */
	boolean isMove() {
		return !this.to.equals(this.from);
	}

	/**
	 * Whether {@link #confirm} must run after the session's own command: a reader may
	 * have dropped the session from an index that lists it for the first time, and
	 * another request may have added it again where it was.
	 */
	boolean needsOrder() {
		return isMove() && (isIndexed() || !this.from.equals(IndexMembership.NOWHERE));
	}

	/**
	 * Whether it is or was in any index except the expiry index.
	 */
	boolean isIndexed() {
		return !this.to.indexes().isEmpty() || !this.from.indexes().isEmpty();
	}

	/**
	 * Whether an index may learn an earlier end than the session has, if another request
	 * changes the end at the same time.
	 */
	boolean isReset() {
		return this.times.resets() && this.to.indexes().stream().anyMatch(IndexName::isTag);
	}

	/**
	 * Returns where the session is or was, for a repair.
	 */
	IndexMembership suspects() {
		return this.to.and(this.from);
	}

	private void putInto(Batch batch, Collection<IndexName> indexes, String action) {
		for (IndexName index : indexes) {
			boolean moves = !this.to.id().equals(this.from.id()) && this.from.indexes().contains(index);
			this.listed.add(this.entries.put(batch, action, index, this.to.id(), this.times.listedFor(),
					this.times.began(), moves ? this.from.id() : ""));
		}
	}

	private CompletionStage<Long> expire(Batch batch, String action, @Nullable Duration endsIn) {
		return this.entries.expiry(batch, action, this.to.id(), this.to.expiryName(), endsIn);
	}

	/**
	 * What the indexes learn of a session's times.
	 *
	 * @param began when it began, as {@code put.lua} expects it
	 * @param endsIn the time until it ends, {@code null} for never
	 * @param listedFor for how long it is listed: one touch interval longer, because an
	 * index may be that far behind, and must still list the session; {@code null} for
	 * ever
	 * @param prolongs whether the indexes must learn the new end
	 * @param resets whether the new end may be earlier than the one they have
	 */
	record Times(String began, @Nullable Duration endsIn, @Nullable Duration listedFor, boolean prolongs,
			boolean resets) {

	}

}
