package io.github.redissession.query.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redissession.query.engine.Evaluation.Match;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Ends many sessions, some at a time.
 */
final class BulkSignOut {

	private static final int STEP = 100;

	private final SessionStore store;

	private final int limit;

	private final TimeLimit patience;

	private final AtomicInteger ended = new AtomicInteger();

	/**
	 * Creates it.
	 * @param limit how many sessions are ended at most
	 * @param patience how long one step may take
	 */
	BulkSignOut(SessionStore store, int limit, TimeLimit patience) {
		this.store = store;
		this.limit = limit;
		this.patience = patience;
	}

	CompletionStage<Long> run(Answers answers, QueryBackend.Plan plan, Condition condition) {
		return answers.each(plan, condition, this.patience, this::end).thenApply((done) -> (long) this.ended.get());
	}

	private CompletionStage<Boolean> end(List<Match> matches) {
		return AsyncLoop
			.repeat(0, (from) -> end(matches, from), (to) -> to >= matches.size() || this.ended.get() >= this.limit)
			.thenApply((to) -> this.ended.get() < this.limit);
	}

	private CompletionStage<Integer> end(List<Match> matches, int from) {
		int to = Math.min(matches.size(), from + Math.min(STEP, this.limit - this.ended.get()));
		CompletionStage<Integer> all = CompletableFuture.completedStage(to);
		for (Match match : matches.subList(from, to)) {
			SessionRecord session = match.session();
			all = all.thenCombine(
					this.store.delete(new SessionEnd(session.id(), SessionEnd.Reason.SIGN_OUT, session.details())),
					(reached, record) -> {
						if (record != null) {
							this.ended.incrementAndGet();
						}
						return reached;
					});
		}
		return this.patience.await(all);
	}

}
