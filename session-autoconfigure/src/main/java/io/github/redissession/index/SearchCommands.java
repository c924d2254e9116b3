package io.github.redissession.index;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.github.redissession.SessionStoreException;

/**
 * Sends commands of Redis Search, which belong to no key.
 * <p>
 * All methods wait for nothing, never throw, and complete exceptionally with a
 * {@link SessionStoreException} if the store cannot answer; its cause has the message of
 * the server.
 */
public interface SearchCommands {

	/** What could not be done, in the message of each failure. */
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
	 * The time by the store's clock.
	 * @return the time in ms
	 */
	CompletionStage<Long> now();

	/**
	 * Whether the store is spread over several servers.
	 * @return whether it is known to be
	 */
	boolean isCluster();

	/**
	 * What the names of all sessions' keys begin with.
	 * @return the beginning
	 */
	String keyPrefix();

	/**
	 * Takes note that an index of Redis Search is in use.
	 * @param index its name
	 * @return the names of all indexes that are, or were within the last day
	 */
	CompletionStage<List<String>> use(String index);

}
