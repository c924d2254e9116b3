package io.github.redissession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.redis.client.Batch;

/**
 * A session that goes from one place in the indexes to another, which may be the same.
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
	 * Puts the session where it will be, before it is visible.
	 */
	void announce(Batch batch) {
		putInto(batch, added(), this.entries::add);
		if (!this.to.expiryName().equals(this.from.expiryName())) {
			this.listed.add(expire(batch, "add", this.times.endsIn()));
		}
	}

	/**
	 * Once the session is visible: puts it there again, because a reader may have dropped
	 * what was announced, prolongs it where it stays, and forgets it where it was.
	 */
	void confirm(Batch batch) {
		putInto(batch, added(), this.entries::confirm);
		List<IndexName> left = new ArrayList<>(this.from.indexes());
		if (this.to.id().equals(this.from.id())) {
			left.removeAll(this.to.indexes());
		}
		left.forEach((index) -> this.listed
			.add(this.entries.remove(batch, index, this.from.id()).thenApply((number) -> 1L)));
		if (!this.to.expiryName().equals(this.from.expiryName())) {
			if (!this.from.equals(IndexMembership.NOWHERE)) {
				this.entries.removeExpiry(batch, this.from.id(), this.from.expiryName());
			}
		}
		else if (this.times.prolongs()) {
			this.listed.add(expire(batch, "refresh", this.times.endsIn()));
		}
		if (this.times.prolongs()) {
			List<IndexName> stays = new ArrayList<>(this.to.indexes());
			stays.removeAll(added());
			stays.forEach((index) -> this.listed.add(this.entries.refresh(batch, index, this.to.id(),
					this.times.listedFor(), this.times.began(), this.times.resets())));
		}
	}

	/**
	 * Undoes an announcement.
	 * @param stays whether the session is still where it was
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
	 * Forgets the session: it is not there any more. If it was there before, its end is
	 * due for whoever announces such ends.
	 */
	void withdraw(Batch batch) {
		this.to.indexes().forEach((index) -> this.entries.remove(batch, index, this.to.id()));
		if (this.to.expiryName().equals(this.from.expiryName())) {
			expire(batch, "refresh", Duration.ZERO);
		}
		else {
			this.entries.removeExpiry(batch, this.to.id(), this.to.expiryName());
		}
	}

	/**
	 * Puts the session everywhere, whether it is there or not.
	 */
	void restore(Batch batch) {
		putInto(batch, List.copyOf(this.to.indexes()), this.entries::add);
		expire(batch, "add", this.times.endsIn());
	}

	/**
	 * Whether every index has the session that should have it. Completes normally when
	 * all of its commands were answered.
	 */
	CompletionStage<Boolean> isListed() {
		CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
		for (CompletionStage<Long> one : this.listed) {
			all = all.thenCombine(one.exceptionally((ex) -> 0L), (before, present) -> before && present == 1);
		}
		return all;
	}

	/**
	 * Whether the session leaves an index or gets into one.
	 */
	boolean isMove() {
		return !this.to.equals(this.from);
	}

	/**
	 * Whether it matters that the rest is done after the session's own command: where the
	 * session is listed for the first time, a reader may have dropped it until then, and
	 * where it was, somebody else may have put it again.
	 */
	boolean needsOrder() {
		return isMove() && (isIndexed() || !this.from.equals(IndexMembership.NOWHERE));
	}

	/**
	 * Whether it is in any index besides that of the time when it ends.
	 */
	boolean isIndexed() {
		return !this.to.indexes().isEmpty() || !this.from.indexes().isEmpty();
	}

	/**
	 * Whether an index may be told an earlier end than the session has, if another
	 * request says something else at the same time.
	 */
	boolean isReset() {
		return this.times.resets() && this.to.indexes().stream().anyMatch(IndexName::isTag);
	}

	/**
	 * Where the session is and was.
	 */
	IndexRepair.Touched touched() {
		return IndexRepair.Touched.at(this.to).and(this.from);
	}

	private List<IndexName> added() {
		List<IndexName> added = new ArrayList<>(this.to.indexes());
		if (this.to.id().equals(this.from.id())) {
			added.removeAll(this.from.indexes());
		}
		return added;
	}

	private void putInto(Batch batch, List<IndexName> indexes, Putting how) {
		for (IndexName index : indexes) {
			boolean moves = !this.to.id().equals(this.from.id()) && this.from.indexes().contains(index);
			this.listed.add(how.put(batch, index, this.to.id(), this.times.listedFor(), this.times.began(),
					moves ? this.from.id() : ""));
		}
	}

	private CompletionStage<Long> expire(Batch batch, String action, @Nullable Duration endsIn) {
		return this.entries.expiry(batch, action, this.to.id(), this.to.expiryName(), endsIn);
	}

	/**
	 * A way to put a session into an index.
	 */
	private interface Putting {

		CompletionStage<Long> put(Batch batch, IndexName index, String id, @Nullable Duration endsIn, String began,
				String previousId);

	}

	/**
	 * What the indexes learn of a session's times.
	 *
	 * @param began when it began, as {@code put.lua} wants it
	 * @param endsIn after what time it ends, {@code null} for never
	 * @param listedFor for how long it is listed: an index may be one touch interval
	 * behind, but a session must not leave it; {@code null} for ever
	 * @param prolongs whether the indexes are to hear of that
	 * @param resets whether it may be earlier than they know
	 */
	record Times(String began, @Nullable Duration endsIn, @Nullable Duration listedFor, boolean prolongs,
			boolean resets) {

	}

}
