package io.github.redissession;

import java.time.Duration;
import java.util.List;

/**
 * Hears what the store does. Every method does nothing by default.
 * <p>
 * It is called on the request's thread or on the client library's, by many threads at
 * once, and must not block. An exception which it throws is logged and goes no further.
 */
public interface SessionObserver {

	/**
	 * What the store was asked for.
	 */
	enum Operation {

		/** A session was read. */
		FIND,
		/** A session was changed. */
		SAVE,
		/** An access was recorded. */
		TOUCH,
		/** A session was begun. */
		CREATE,
		/** A session was ended. */
		DELETE,
		/** A session got a new id. */
		CHANGE_ID,
		/** The sessions of an index were read. */
		LIST,
		/** A question across sessions was answered. */
		QUERY

	}

	/**
	 * How an operation ended.
	 */
	enum Outcome {

		/** It did what was asked. */
		OK,
		/** There was no session to find or delete. */
		MISS,
		/** The session had ended before a change arrived. */
		GONE,
		/** A limit forbade it. */
		REFUSED,
		/** The store did not answer in time. */
		TIMEOUT,
		/** The store failed. */
		ERROR,
		/** The store was not asked, because it is known to be away. */
		OUTAGE

	}

	/**
	 * An operation of the store has ended.
	 * @param operation what was asked for
	 * @param outcome how it ended
	 * @param took how long it took, from the call to the store's answer
	 */
	default void operationEnded(Operation operation, Outcome outcome, Duration took) {
	}

	/**
	 * An access was not recorded, because the last recorded one is recent enough or the
	 * request was passive.
	 */
	default void touchSkipped() {
	}

	/**
	 * A client showed a token or id that cannot be one of ours; the store was not asked.
	 */
	default void foreignIdRefused() {
	}

	/**
	 * A stored attribute could not be used: it could not be decoded, or what came out is
	 * invalid. What follows is a matter of {@link UnreadablePolicy}.
	 * @param id the session's id
	 * @param attribute the attribute's name
	 * @param cause what was wrong with it
	 */
	default void attributeUnreadable(String id, String attribute, AttributeNotReadableException cause) {
	}

	/**
	 * An attribute that is about to be stored is large, but not too large.
	 * @param attribute the attribute's name
	 * @param size its size in bytes
	 */
	default void attributeLarge(String attribute, long size) {
	}

	/**
	 * Entries of an index were found to be outdated, or to be missing, and were mended.
	 * @param entries how many, positive
	 */
	default void indexRepaired(int entries) {
	}

	/**
	 * One observer that tells several. An exception that one of them throws is logged and
	 * goes no further.
	 * @param observers those who are told
	 * @return the observer
	 */
	static SessionObserver all(List<SessionObserver> observers) {
		return new GuardedObserver(observers);
	}

}
