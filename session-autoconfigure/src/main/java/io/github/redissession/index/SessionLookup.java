package io.github.redissession.index;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.redissession.spi.SessionRecord;

/**
 * Finds sessions by a value in one of Spring Session's indexes.
 */
@FunctionalInterface
public interface SessionLookup {

	/** Knows no index and finds nothing. */
	SessionLookup NONE = (indexName, value) -> CompletableFuture.completedFuture(Map.of());

	/**
	 * Finds sessions.
	 * @param indexName the name of the index; an unknown one has no sessions
	 * @param value the value that the sessions have
	 * @return the sessions by id
	 */
	CompletionStage<Map<String, SessionRecord>> find(String indexName, String value);

}
