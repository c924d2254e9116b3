package io.github.redissession.spi;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.StoreCircuit;

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
		/** A limit forbade it, or nothing in use can answer such a question. */
		REFUSED,
		/** The store did not answer in time. */
		TIMEOUT,
		/** The store failed. */
		ERROR,
		/** The store could not be reached, or is known to be away and was not asked. */
		OUTAGE

	}

	/**
	 * Hears how an operation ends; see {@link #operationStarted}.
	 */
	@FunctionalInterface
	interface Outcomes {

		/** Does not listen. */
		Outcomes IGNORED = (outcome, failure) -> {
		};

		/**
		 * The operation has ended.
		 * @param outcome how it ended
		 * @param failure why it failed, {@code null} if it did not
		 */
		void ended(Outcome outcome, @Nullable Throwable failure);

	}

	/**
	 * An operation that a request has asked for is about to begin. This is called on the
	 * thread of the request, and nothing is on its way to the store yet.
	 * @param operation what is asked for
	 * @return hears how this operation ends, on any thread
	 */
	default Outcomes operationStarted(Operation operation) {
		return Outcomes.IGNORED;
	}

	/**
	 * A thread begins to work for a reactive request.
	 * @param context gives a value of the request's Reactor context by its key,
	 * {@code null} if there is none
	 * @return is run when the thread has done, on the same thread
	 */
	default Runnable entered(Function<Object, @Nullable Object> context) {
		return () -> {
		};
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
	 * A session is there no more. Of all nodes that hear of it, one is told: the one that
	 * has ended it, or has found its time to be up.
	 * @param reason why
	 * @param lifetime how long it has lived by the store's clock, {@code null} if that is
	 * not known
	 */
	default void sessionEnded(SessionEnd.Reason reason, @Nullable Duration lifetime) {
	}

	/**
	 * A session was read, or a change of one was stored.
	 * @param bytes the size of all its encoded attributes
	 */
	default void sessionMeasured(long bytes) {
	}

	/**
	 * An attribute was stored.
	 * @param attribute the attribute's name
	 * @param bytes the size of its encoded value
	 */
	default void attributeMeasured(String attribute, int bytes) {
	}

	/**
	 * Every place where sessions are listed by their end was visited once more.
	 * @param lag for how long the one had been over that was waiting for longest, zero if
	 * none was
	 */
	default void sweepEnded(Duration lag) {
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
	 * An attribute was refused, because it could not be read back or is too large.
	 * @param cause what was wrong with it
	 */
	default void attributeRefused(AttributeNotStorableException cause) {
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
	 * The circuit has begun to do something else.
	 * @param state what it does now
	 */
	default void circuitChanged(StoreCircuit.State state) {
	}

	/**
	 * The store was away, and an operation was answered without it.
	 * @param operation what was asked for
	 * @param mode how it was answered; {@link OutageMode#ANONYMOUS} with any other
	 * operation than {@link Operation#FIND} means that a change was lost, unless the
	 * session has begun in the same request
	 */
	default void answeredWithoutStore(Operation operation, OutageMode mode) {
	}

	/**
	 * A change that was made while the store was away has been stored.
	 */
	default void changeReplayed() {
	}

	/**
	 * A change that was made while the store was away is lost.
	 * @param id the session's id
	 * @param reason why it could not be stored
	 */
	default void changeDropped(String id, String reason) {
	}

	/**
	 * A change is stored and may be lost all the same, because too few replicas have
	 * confirmed it in time.
	 * @param operation what was done
	 */
	default void notReplicated(Operation operation) {
	}

	/**
	 * A session was asked for while there is a near cache.
	 * @param hit whether it came from there
	 */
	default void nearCacheAsked(boolean hit) {
	}

	/**
	 * A session left the near cache, because it was changed or has ended somewhere.
	 */
	default void nearCacheInvalidated() {
	}

	/**
	 * Everything left the near cache, which begins or ceases to answer. While it does
	 * not, every session is read from the store.
	 * @param on whether it answers from now on
	 * @param reason why it does not, {@code null} if it does
	 */
	default void nearCacheSwitched(boolean on, @Nullable String reason) {
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
