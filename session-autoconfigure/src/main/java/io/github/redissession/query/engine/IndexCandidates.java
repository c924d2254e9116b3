package io.github.redissession.query.engine;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.ScoreRange;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.index.SessionCatalog.Entry;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.IndexValues;
import io.github.redissession.query.plan.Position;
import io.github.redissession.spi.SessionRecord;

/**
 * The sessions of a part of an index.
 */
final class IndexCandidates implements Candidates {

	private final SessionCatalog catalog;

	private final Condition meaning;

	private final IndexName index;

	private final ScoreRange range;

	private IndexCandidates(SessionCatalog catalog, Condition meaning, IndexName index, ScoreRange range) {
		this.catalog = catalog;
		this.meaning = meaning;
		this.index = index;
		this.range = range;
	}

	static IndexCandidates tag(SessionCatalog catalog, String name, String text) {
		return new IndexCandidates(catalog, new Condition.Tag(name, List.of(text)), IndexName.tag(name, text),
				ScoreRange.BEGINNINGS);
	}

	static IndexCandidates number(SessionCatalog catalog, Condition.Range range) {
		return new IndexCandidates(catalog, range, IndexName.number(range.name(), null),
				ScoreRange.of(range.min(), range.max()));
	}

	static IndexCandidates user(SessionCatalog catalog, Condition.Principal principal) {
		return new IndexCandidates(catalog, principal, IndexName.user(principal.name()), ScoreRange.SESSIONS);
	}

	/**
	 * Those of another part of the same index.
	 */
	IndexCandidates part(ScoreRange other) {
		return new IndexCandidates(this.catalog, this.meaning, this.index, other);
	}

	IndexName index() {
		return this.index;
	}

	/**
	 * About how many they are.
	 */
	CompletionStage<Long> size() {
		return this.catalog.size(this.index, this.range);
	}

	@Override
	public Condition meaning() {
		return this.meaning;
	}

	@Override
	public boolean isOrdered() {
		return this.range.equals(ScoreRange.BEGINNINGS);
	}

	/**
	 * A session may be in an index of numbers with its old number as well.
	 */
	@Override
	public boolean isRight(Candidate candidate, SessionRecord session) {
		if (this.meaning instanceof Condition.Range one) {
			Double number = IndexValues.number(session.details(), one.name());
			return number != null && candidate.entry() != null && number == candidate.entry().score();
		}
		return this.meaning.matches(session);
	}

	@Override
	public void drop(List<Candidate> outdated) {
		this.catalog.drop(this.index, outdated.stream().map(Candidate::entry).filter(Objects::nonNull).toList());
	}

	@Override
	public Walk walk(@Nullable Position after, boolean oldestFirst, TimeLimit limit) {
		return new Pages(after, isOrdered() && !oldestFirst, limit);
	}

	private final class Pages implements Walk {

		private final boolean descending;

		private final TimeLimit limit;

		private @Nullable Entry last;

		private boolean over;

		Pages(@Nullable Position after, boolean descending, TimeLimit limit) {
			this.descending = descending;
			this.limit = limit;
			this.last = (after != null) ? new Entry("+" + after.id(), after.key() - ScoreRange.BEGINNING, "") : null;
		}

		@Override
		public CompletionStage<List<Candidate>> next(int max) {
			if (this.over) {
				return CompletableFuture.completedFuture(List.of());
			}
			IndexCandidates all = IndexCandidates.this;
			CompletionStage<List<Entry>> page = all.catalog.page(all.index, all.range, this.last, this.descending, max);
			return this.limit.await(page).thenApply((entries) -> {
				this.over = entries.size() < max;
				if (!entries.isEmpty()) {
					this.last = entries.get(entries.size() - 1);
				}
				return entries.stream().map(Pages::candidate).toList();
			});
		}

		private static Candidate candidate(Entry entry) {
			String id = entry.id();
			return new Candidate(id, new Position((long) (entry.score() + ScoreRange.BEGINNING), id), entry);
		}

	}

}
