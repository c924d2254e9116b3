package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.engine.SearchRequests.Found;
import io.github.redissession.query.plan.Position;

/**
 * The sessions that Redis Search finds, in the order in which they began.
 */
final class FoundCandidates implements Candidates {

	/** The largest number of results of Redis Search. */
	private static final int MOST = 1_000_000;

	private final SearchRequests requests;

	private final SessionQuery query;

	private final SearchText text;

	private final AtomicReference<@Nullable CompletionStage<Found>> beginning = new AtomicReference<>();

	FoundCandidates(SearchRequests requests, SessionQuery query, SearchText text) {
		this.requests = requests;
		this.query = query;
		this.text = text;
	}

	/**
	 * Returns their number. A reply to the first page contains it, which saves a request.
	 */
	CompletionStage<Long> total(TimeLimit until) {
		CompletionStage<Found> known = this.beginning.get();
		return (known != null) ? known.thenApply(Found::total) : this.requests.count(this.text, until);
	}

	@Override
	public SessionQuery query() {
		return this.query;
	}

	@Override
	public boolean isOrdered() {
		return true;
	}

	@Override
	public Walk walk(@Nullable Position after, boolean oldestFirst, TimeLimit limit) {
		Comparator<Position> order = oldestFirst ? Comparator.naturalOrder() : Comparator.reverseOrder();
		return new Walk() {

			private @Nullable Position last = after;

			private boolean over;

			@Override
			public CompletionStage<List<Candidate>> next(int max) {
				return this.over ? CompletableFuture.completedFuture(List.of()) : next(max, max + 1);
			}

			/**
			 * Sessions that began in the same millisecond are found in no particular
			 * order, so they are used only if all of them were read.
			 */
			private CompletionStage<List<Candidate>> next(int max, int read) {
				return find(this.last, oldestFirst, read, limit).thenApply(Found::first).thenCompose((found) -> {
					boolean complete = found.size() < read;
					List<Position> usable = new ArrayList<>(found);
					if (!complete) {
						long cut = found.get(found.size() - 1).key();
						usable.removeIf((one) -> one.key() == cut);
					}
					Position before = this.last;
					usable.removeIf((one) -> before != null && order.compare(one, before) <= 0);
					if (usable.isEmpty() && !complete && read < MOST) {
						return next(max, Math.min(MOST, read * 4));
					}
					usable.sort(order);
					this.over = complete && usable.size() <= max;
					List<Position> page = usable.subList(0, Math.min(max, usable.size()));
					if (!page.isEmpty()) {
						this.last = page.get(page.size() - 1);
					}
					return CompletableFuture
						.completedFuture(page.stream().map((one) -> new Candidate(one.id(), one, null)).toList());
				});
			}

		};
	}

	private CompletionStage<Found> find(@Nullable Position after, boolean oldestFirst, int read, TimeLimit limit) {
		String range = (after == null) ? "" : oldestFirst ? "(@created:[%d +inf])".formatted(after.key())
				: "(@created:[-inf %d])".formatted(after.key());
		CompletionStage<Found> found = this.requests.find(this.text.and(range), oldestFirst, read, limit);
		if (after == null) {
			this.beginning.compareAndSet(null, found);
		}
		return found;
	}

}
