package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.redissession.SessionStoreException;
import io.github.redissession.index.SearchCommands;

/**
 * A server that replies to commands of Redis Search as a test requires: as other engines
 * do, or after a delay.
 */
final class ScriptedSearch implements SearchCommands {

	/** The commands that were sent. */
	final List<String> sent = new ArrayList<>();

	/** Replies to the commands. */
	Engine engine;

	ScriptedSearch(Engine engine) {
		this.engine = engine;
	}

	/**
	 * Redis Search with an empty index.
	 */
	static CompletionStage<List<Object>> empty(String command) {
		return CompletableFuture.completedFuture(switch (command) {
			case "FT.INFO" -> List.of("indexing", "0", "percent_indexed", "1");
			case "FT.SEARCH", "FT.AGGREGATE" -> List.of(0L);
			default -> List.of();
		});
	}

	static CompletionStage<List<Object>> error(String text) {
		return CompletableFuture.failedFuture(
				new SessionStoreException("Could not ask Redis Search: " + text, new IllegalStateException(text)));
	}

	@Override
	public synchronized CompletionStage<List<Object>> send(String command, List<String> arguments) {
		this.sent.add(command);
		return this.engine.answer(command, arguments);
	}

	@Override
	public CompletionStage<Long> now() {
		return CompletableFuture.completedFuture(System.currentTimeMillis());
	}

	@Override
	public boolean isCluster() {
		return false;
	}

	@Override
	public String keyPrefix() {
		return "session:";
	}

	@Override
	public CompletionStage<List<String>> use(String index) {
		return CompletableFuture.completedFuture(List.of(index));
	}

	/**
	 * Replies to commands.
	 */
	interface Engine {

		CompletionStage<List<Object>> answer(String command, List<String> arguments);

	}

}
