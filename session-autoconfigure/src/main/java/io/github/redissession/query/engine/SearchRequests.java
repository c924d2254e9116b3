package io.github.redissession.query.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.github.redissession.index.SearchCommands;
import io.github.redissession.query.ValueCount;
import io.github.redissession.query.plan.Position;
import io.github.redissession.query.plan.ValueText;

/**
 * Sends requests to Redis Search for sessions that have not ended.
 */
final class SearchRequests {

	private static final String MOST_GROUPS = "1000000";

	private final SearchCommands commands;

	private final SearchIndex index;

	SearchRequests(SearchCommands commands, SearchIndex index) {
		this.commands = commands;
		this.index = index;
	}

	CompletionStage<Long> count(SearchText text, TimeLimit limit) {
		return limit.await(this.commands.now())
			.thenCompose((now) -> this.index.send("FT.SEARCH", List.of(text.live(now), "NOCONTENT", "LIMIT", "0", "0"),
					limit))
			.thenApply((reply) -> SearchReply.of(reply).total());
	}

	/**
	 * Finds the sessions that began first or last, with the times when they began, and
	 * the number of all that match.
	 */
	CompletionStage<Found> find(SearchText text, boolean oldestFirst, int max, TimeLimit limit) {
		int prefix = this.commands.keyPrefix().length();
		return limit.await(this.commands.now())
			.thenCompose((now) -> this.index.send("FT.SEARCH",
					List.of(text.live(now), "RETURN", "1", "created", "SORTBY", "created", oldestFirst ? "ASC" : "DESC",
							"LIMIT", "0", Integer.toString(max)),
					limit))
			.thenApply(SearchReply::of)
			.thenApply((reply) -> new Found(reply.total(),
					reply.rows()
						.stream()
						.filter((row) -> row.containsKey("created"))
						.map((row) -> new Position(Long.parseLong(row.getOrDefault("created", "")),
								row.getOrDefault(SearchReply.KEY, "").substring(prefix)))
						.toList()));
	}

	CompletionStage<List<ValueCount>> countBy(String name, SearchText text, TimeLimit limit) {
		return limit.await(this.commands.now())
			.thenCompose((now) -> this.index.send("FT.AGGREGATE",
					List.of(text.live(now), "LOAD", "1", "@" + name, "FILTER", "exists(@%s)".formatted(name), "APPLY",
							"split(@%s, \",\")".formatted(name), "AS", "value", "GROUPBY", "1", "@value", "REDUCE",
							"COUNT", "0", "AS", "number", "LIMIT", "0", MOST_GROUPS),
					limit))
			.thenApply((reply) -> SearchReply.of(reply)
				.rows()
				.stream()
				.map((row) -> new ValueCount(ValueText.decode(row.getOrDefault("value", "")),
						Long.parseLong(row.getOrDefault("number", "0"))))
				.toList());
	}

	/**
	 * The first sessions that match.
	 *
	 * @param total the number of all sessions that match
	 * @param first the positions of the first sessions
	 */
	record Found(long total, List<Position> first) {

	}

}
