package io.github.redissession.index;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.github.redissession.SessionStoreException;

/**
 * Sends commands of Redis Search, which belong to no key.
 * <p>
 * No method waits or throws; the stages complete exceptionally with a
 * {@link SessionStoreException} if the store cannot answer; its cause contains the
 * message of the server.
 */
public interface SearchCommands {

	/** The operation in the message of each failure. */
	String WHAT = "ask Redis Search";

	/**
	 * Sends a command.
	 * @param command its name
	 * @param arguments its arguments
	 * @return the reply: strings, longs, doubles and lists of these; a map is a list of
	 * keys and values in turn
	 */
	CompletionStage<List<Object>> send(String command, List<String> arguments);

	/**
	 * Reads the store's clock.
	 * @return the time in ms
	 */
	CompletionStage<Long> now();

	/**
	 * Whether the store is a cluster.
	 * @return {@code false} also if that is still unknown
	 */
	boolean isCluster();

	/**
	 * Returns the prefix of the keys of all sessions.
	 * @return the prefix
	 */
	String keyPrefix();

	/**
	 * Records that an index of Redis Search is in use.
	 * @param index its name
	 * @return the names of all indexes that are in use, or were within the last day
	 */
	CompletionStage<List<String>> use(String index);

}
