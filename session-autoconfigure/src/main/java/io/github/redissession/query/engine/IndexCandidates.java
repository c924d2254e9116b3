package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.ScoreRange;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.index.SessionCatalog.Entry;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.plan.IndexValues;
import io.github.redissession.query.plan.Position;
import io.github.redissession.query.plan.QueryFilter;
import io.github.redissession.spi.SessionRecord;

/**
 * The sessions in a range of an index.
 *
 * @param catalog reads the index
 * @param query the query that the sessions of the index match
 * @param index the index
 * @param range the range of its scores
 */
record IndexCandidates(SessionCatalog catalog, SessionQuery query, IndexName index,
		ScoreRange range) implements Candidates {

	static IndexCandidates tag(SessionCatalog catalog, String name, String text) {
		return new IndexCandidates(catalog, new SessionQuery.Tag(name, List.of(text)), IndexName.tag(name, text),
				ScoreRange.BEGINNINGS);
	}

	static IndexCandidates user(SessionCatalog catalog, SessionQuery.Principal user) {
		return new IndexCandidates(catalog, user, IndexName.user(user.name()), ScoreRange.SESSIONS);
	}

	/**
	 * Returns the indexes that together contain all sessions that match a query, and few
	 * others.
	 * @return {@code null} if there are no such indexes
	 */
	static @Nullable List<IndexCandidates> of(SessionCatalog catalog, SessionQuery query) {
		if (query instanceof SessionQuery.Tag tag) {
			return tag.values().stream().map((text) -> tag(catalog, tag.name(), text)).toList();
		}
		if (query instanceof SessionQuery.Range range) {
			return List.of(new IndexCandidates(catalog, range, IndexName.number(range.name(), null),
					ScoreRange.of(range.min(), range.max())));
		}
		if (query instanceof SessionQuery.Principal user) {
			return List.of(user(catalog, user));
		}
		return (query instanceof SessionQuery.Or or) ? any(catalog, or) : null;
	}

	private static @Nullable List<IndexCandidates> any(SessionCatalog catalog, SessionQuery.Or or) {
		List<IndexCandidates> all = new ArrayList<>();
		for (SessionQuery one : or.any()) {
			List<IndexCandidates> some = of(catalog, one);
			if (some == null) {
				return null;
			}
			all.addAll(some);
		}
		return all;
	}

	/**
	 * Returns the approximate number of sessions.
	 */
	CompletionStage<Long> size() {
		return this.catalog.size(this.index, this.range);
	}

	@Override
	public boolean isOrdered() {
		return this.range.equals(ScoreRange.BEGINNINGS);
	}

	/**
	 * An index of numbers may also list a session under its previous number.
	 */
	@Override
	public boolean isCurrent(Candidate candidate, SessionRecord session) {
		if (this.query instanceof SessionQuery.Range one) {
			Double number = IndexValues.number(session.details(), one.name());
			return number != null && candidate.entry() != null && number == candidate.entry().score();
		}
		return QueryFilter.matches(this.query, session);
	}

	@Override
	public void drop(List<Candidate> outdated) {
		this.catalog.drop(this.index, outdated.stream().map(Candidate::entry).filter(Objects::nonNull).toList());
	}

	@Override
	public Walk walk(@Nullable Position after, boolean oldestFirst, TimeLimit limit) {
		return new Walk() {

			private @Nullable Entry last = (after != null)
					? new Entry("+" + after.id(), after.key() - ScoreRange.BEGINNING, "") : null;

			private boolean over;

			@Override
			public CompletionStage<List<Candidate>> next(int max) {
				return this.over ? CompletableFuture.completedFuture(List.of())
						: limit.await(catalog().page(index(), range(), this.last, isOrdered() && !oldestFirst, max))
							.thenApply((entries) -> {
								this.over = entries.size() < max;
								if (!entries.isEmpty()) {
									this.last = entries.get(entries.size() - 1);
								}
								return entries.stream().map(IndexCandidates.this::candidate).toList();
							});
			}

		};
	}

	/**
	 * Returns the candidate of an entry. The sweeper keeps the indexes of all sessions up
	 * to date, so their entries are not repaired here.
	 */
	private Candidate candidate(Entry entry) {
		return new Candidate(entry.id(), new Position((long) (entry.score() + ScoreRange.BEGINNING), entry.id()),
				(this.query instanceof SessionQuery.All) ? null : entry);
	}

}
