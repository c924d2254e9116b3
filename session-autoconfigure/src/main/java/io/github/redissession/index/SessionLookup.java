package io.github.redissession.index;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.redissession.spi.SessionRecord;

/**
 * Answers which sessions have a value under the name of one of Spring Session's indexes.
 */
@FunctionalInterface
public interface SessionLookup {

	/** Knows no index, so it finds nothing. */
	SessionLookup NONE = (indexName, value) -> CompletableFuture.completedFuture(Map.of());

	/**
	 * Finds sessions.
	 * @param indexName the name of the index; an unknown one has no sessions
	 * @param value the value that the sessions have
	 * @return the sessions by id
	 */
	CompletionStage<Map<String, SessionRecord>> find(String indexName, String value);

}
