package io.github.redissession.query.engine;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SearchCommands;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.Condition;
import io.github.redissession.query.plan.DeclaredAttributes;

/**
 * Asks Redis Search. The sessions of a user are found by the index of users, which is
 * there in any case.
 */
final class RedisSearchBackend implements QueryBackend {

	private final SearchCommands commands;

	private final SearchIndex index;

	private final SearchRequests questions;

	private final IndexSources sources;

	RedisSearchBackend(SearchCommands commands, DeclaredAttributes declared, IndexSources sources) {
		this.commands = commands;
		this.index = new SearchIndex(commands, declared);
		this.questions = new SearchRequests(commands, this.index);
		this.sources = sources;
	}

	@Override
	public SearchBackend name() {
		return SearchBackend.SEARCH;
	}

	/**
	 * Why this cannot answer.
	 * @return the reason, empty if it can; it fails if the server cannot be asked, or
	 * says what is not known
	 */
	CompletionStage<String> objection(TimeLimit limit) {
		return limit.await(this.commands.send("FT._LIST", List.of()))
			.thenCompose((list) -> this.commands.isCluster()
					? limit.await(this.commands.send("SEARCH.CLUSTERINFO", List.of()))
					: CompletableFuture.completedFuture(list))
			.thenCompose((any) -> this.questions.count(SearchText.of(new Condition.Or(List.of())), limit))
			.handle((none, ex) -> (ex != null) ? failed(ex) : CompletableFuture.completedFuture(""))
			.thenCompose((reason) -> reason);
	}

	private static CompletableFuture<String> failed(Throwable failure) {
		String reason = objection(failure);
		return reason.isEmpty() ? CompletableFuture.failedFuture(failure) : CompletableFuture.completedFuture(reason);
	}

	/**
	 * What a failure says about the server, if it is one of Redis Search and not, for
	 * example, of a session that is ended.
	 * @return why it cannot answer, empty if that is not known
	 */
	static String objection(Throwable failure) {
		String message = SearchIndex.message(failure);
		if (!message.contains(SearchCommands.WHAT.toLowerCase(Locale.ROOT))) {
			return "";
		}
		if (message.contains("unknown command") && message.contains("clusterinfo")) {
			return "this cluster's Redis Search has no coordinator, so each server would answer for its own sessions only";
		}
		if (message.contains("unknown command")) {
			return "this server has no Redis Search";
		}
		if (message.contains("db != 0")) {
			return "Redis Search knows database 0 only";
		}
		if (message.contains("noperm") || message.contains("no permissions")) {
			return "the Redis user may not use Redis Search, see docs/acl.md";
		}
		return "";
	}

	@Override
	public CompletionStage<Plan> plan(Condition condition, int way, TimeLimit limit) {
		Condition.Principal user = user(condition);
		if (user != null) {
			return CompletableFuture
				.completedFuture(new Plan(List.of(IndexCandidates.user(this.sources.catalog(), user)), 0, null));
		}
		SearchText text = SearchText.of(condition);
		FoundCandidates found = new FoundCandidates(this.questions, condition(condition, text), text, limit);
		return CompletableFuture.completedFuture(new Plan(List.of(found), 0, text.isExact() ? found::total : null));
	}

	/** What all that is found should fulfil. */
	private static Condition condition(Condition condition, SearchText text) {
		return text.isExact() ? condition : new Condition.All();
	}

	private static Condition.@Nullable Principal user(Condition condition) {
		if (condition instanceof Condition.Principal user) {
			return user;
		}
		if (condition instanceof Condition.And and) {
			return and.all()
				.stream()
				.filter(Condition.Principal.class::isInstance)
				.map(Condition.Principal.class::cast)
				.findFirst()
				.orElse(null);
		}
		return null;
	}

	@Override
	public CompletionStage<@Nullable List<ValueCount>> countBy(String name, Condition condition, TimeLimit limit) {
		SearchText text = SearchText.of(condition);
		return (text.isExact() && user(condition) == null)
				? this.questions.countBy(name, text, limit).thenApply((counts) -> counts)
				: CompletableFuture.completedFuture(null);
	}

}
