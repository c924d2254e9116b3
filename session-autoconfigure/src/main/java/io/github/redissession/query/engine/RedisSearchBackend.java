package io.github.redissession.query.engine;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.SearchCommands;
import io.github.redissession.index.SessionCatalog;
import io.github.redissession.query.SearchBackend;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.DeclaredAttributes;

/**
 * Runs queries on Redis Search. The sessions of a user are found by the index of users,
 * which always exists.
 */
final class RedisSearchBackend implements QueryBackend {

	private final SearchCommands commands;

	private final SearchIndex index;

	private final SearchRequests requests;

	private final SessionCatalog catalog;

	RedisSearchBackend(SearchCommands commands, DeclaredAttributes declared, SessionCatalog catalog) {
		this.commands = commands;
		this.index = new SearchIndex(commands, declared);
		this.requests = new SearchRequests(commands, this.index);
		this.catalog = catalog;
	}

	@Override
	public SearchBackend name() {
		return SearchBackend.SEARCH;
	}

	/**
	 * Determines why Redis Search cannot be used.
	 * @return the reason, empty if it can be used; it fails if the server does not
	 * respond, or responds with an unknown error
	 */
	CompletionStage<String> objection(TimeLimit limit) {
		return limit.await(this.commands.send("FT._LIST", List.of()))
			.thenCompose((list) -> this.commands.isCluster()
					? limit.await(this.commands.send("SEARCH.CLUSTERINFO", List.of()))
					: CompletableFuture.completedFuture(list))
			.thenCompose((any) -> this.requests.count(SearchText.of(new SessionQuery.Or(List.of())), limit))
			.thenApply((none) -> "")
			.exceptionallyCompose(RedisSearchBackend::failed);
	}

	private static CompletableFuture<String> failed(Throwable failure) {
		String reason = objection(failure);
		return reason.isEmpty() ? CompletableFuture.failedFuture(failure) : CompletableFuture.completedFuture(reason);
	}

	/**
	 * Determines why Redis Search cannot be used from a failure, if Redis Search has
	 * failed and not, for example, the end of a session.
	 * @return the reason, empty if it is unknown
	 */
	static String objection(Throwable failure) {
		String message = SearchIndex.message(failure);
		if (!message.contains(SearchCommands.WHAT.toLowerCase(Locale.ROOT))) {
			return "";
		}
		if (message.contains("unknown command") && message.contains("clusterinfo")) {
			return "this cluster's Redis Search has no coordinator, so each server would search its own sessions only";
		}
		if (message.contains("unknown command")) {
			return "this server has no Redis Search";
		}
		if (message.contains("db != 0")) {
			return "Redis Search works in database 0 only";
		}
		if (message.contains("noperm") || message.contains("no permissions")) {
			return "the Redis user is not permitted to use Redis Search, see docs/acl.md";
		}
		return "";
	}

	@Override
	public CompletionStage<Plan> plan(SessionQuery query, int accessPath, TimeLimit limit) {
		SessionQuery.Principal user = user(query);
		if (user != null) {
			return CompletableFuture
				.completedFuture(new Plan(query, List.of(IndexCandidates.user(this.catalog, user)), 0, null));
		}
		SearchText text = SearchText.of(query);
		FoundCandidates found = new FoundCandidates(this.requests, text.isExact() ? query : SessionQuery.all(), text);
		return CompletableFuture
			.completedFuture(new Plan(query, List.of(found), 0, text.isExact() ? found::total : null));
	}

	private static SessionQuery.@Nullable Principal user(SessionQuery query) {
		Stream<SessionQuery> all = (query instanceof SessionQuery.And and) ? and.all().stream() : Stream.of(query);
		return all.filter(SessionQuery.Principal.class::isInstance)
			.map(SessionQuery.Principal.class::cast)
			.findFirst()
			.orElse(null);
	}

	@Override
	public CompletionStage<@Nullable List<ValueCount>> countBy(String name, SessionQuery query, TimeLimit limit) {
		SearchText text = SearchText.of(query);
		return (text.isExact() && user(query) == null)
				? this.requests.countBy(name, text, limit).thenApply((counts) -> counts)
				: CompletableFuture.completedFuture(null);
	}

}
