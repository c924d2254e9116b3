package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.engine.Candidates.Candidate;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.Position;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionRecord;

/**
 * Looks at candidates step by step: keeps the sessions that fulfil a condition, and
 * forgets entries of indexes that are out of date.
 */
final class Evaluation {

	/** How many sessions are looked at in one step at most. */
	static final int LARGEST_STEP = 1000;

	private final SessionCatalog catalog;

	private final ExpiryPolicy policy;

	private final SessionObserver observer;

	Evaluation(SessionCatalog catalog, ExpiryPolicy policy, SessionObserver observer) {
		this.catalog = catalog;
		this.policy = policy;
		this.observer = observer;
	}

	SessionCatalog catalog() {
		return this.catalog;
	}

	/**
	 * Whether a session fulfils a condition and has not ended.
	 */
	boolean isMeant(SessionRecord session, Condition condition) {
		return condition.matches(session) && !session.isExpired(this.policy.terms(session.principal()));
	}

	/**
	 * Looks at all candidates.
	 * @param firstStep how many are looked at in the first step; later ones are larger
	 * @param sink gets the sessions of each step, and answers whether to go on
	 */
	CompletionStage<Boolean> run(Scope scope, int firstStep, Function<List<Match>, CompletionStage<Boolean>> sink) {
		return new Run(scope, sink).go(firstStep);
	}

	/**
	 * What is looked at.
	 *
	 * @param sources where candidates come from; one that is in several counts for the
	 * first one
	 * @param condition what sessions have to fulfil
	 * @param after the position behind which to begin, {@code null} for the beginning
	 * @param oldestFirst in which order, if there is one
	 * @param limit when to give up
	 */
	record Scope(List<? extends Candidates> sources, Condition condition, @Nullable Position after, boolean oldestFirst,
			TimeLimit limit) {

	}

	/**
	 * A session that fulfils the condition.
	 *
	 * @param session the session without its attributes
	 * @param position where its candidate was
	 */
	record Match(SessionRecord session, Position position) {

	}

	private final class Run {

		private final Scope scope;

		private final Function<List<Match>, CompletionStage<Boolean>> sink;

		private int source;

		private Candidates.@Nullable Walk walk;

		private int step;

		Run(Scope scope, Function<List<Match>, CompletionStage<Boolean>> sink) {
			this.scope = scope;
			this.sink = sink;
		}

		CompletionStage<Boolean> go(int firstStep) {
			this.step = Math.min(LARGEST_STEP, firstStep);
			return AsyncLoop.repeat(true, (goOn) -> next(), (goOn) -> !goOn);
		}

		private CompletionStage<Boolean> next() {
			this.scope.limit().check();
			if (this.source == this.scope.sources().size()) {
				return CompletableFuture.completedFuture(false);
			}
			Candidates candidates = this.scope.sources().get(this.source);
			TimeLimit limit = this.scope.limit();
			if (this.walk == null) {
				this.walk = candidates.walk(this.scope.after(), this.scope.oldestFirst(), limit);
			}
			return this.walk.next(this.step).thenCompose((some) -> {
				if (some.isEmpty()) {
					this.source++;
					this.walk = null;
					return CompletableFuture.completedFuture(true);
				}
				this.step = Math.min(LARGEST_STEP, this.step * 2);
				return limit.await(look(candidates, some)).thenCompose(this.sink);
			});
		}

		private CompletionStage<List<Match>> look(Candidates candidates, List<Candidate> some) {
			return Evaluation.this.catalog.look(some.stream().map(Candidate::id).toList())
				.thenApply((found) -> matches(candidates, some, found));
		}

		private List<Match> matches(Candidates candidates, List<Candidate> some, Map<String, SessionRecord> found) {
			List<Match> matches = new ArrayList<>();
			List<Candidate> outdated = new ArrayList<>();
			for (Candidate candidate : some) {
				SessionRecord session = found.get(candidate.id());
				if (session == null || !candidates.isRight(candidate, session)) {
					outdated.add(candidate);
				}
				else if (isMeant(session, this.scope.condition()) && !isFoundBefore(session)) {
					matches.add(new Match(session, candidate.position()));
				}
			}
			if (!outdated.isEmpty() && outdated.get(0).entry() != null) {
				Evaluation.this.observer.indexRepaired(outdated.size());
				candidates.drop(outdated);
			}
			return matches;
		}

		private boolean isFoundBefore(SessionRecord session) {
			return this.scope.sources()
				.subList(0, this.source)
				.stream()
				.anyMatch((earlier) -> earlier.meaning().matches(session));
		}

	}

}
