package io.github.redissession.spi;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.StoreCircuit;

/**
 * Receives the events of the store. Every method does nothing by default.
 * <p>
 * It is called on the request's thread or on the client library's, by many threads at
 * once, and must not block. An exception that it throws is logged and does not propagate.
 */
public interface SessionObserver {

	/**
	 * An operation of the store.
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
		/** A query across sessions was executed. */
		QUERY

	}

	/**
	 * Why a session of another store was not taken over.
	 */
	enum Refusal {

		/** The other store does not have it, or has it no longer. */
		ABSENT,
		/** It has ended by its idle timeout. */
		EXPIRED,
		/** Only a part of it is left, as after a late write to a session that ended. */
		INCOMPLETE,
		/** It was taken over before, and has ended since. */
		ENDED,
		/** Its times cannot be read by the serializer that is configured. */
		UNREADABLE

	}

	/**
	 * How an operation ended.
	 */
	enum Outcome {

		/** The operation succeeded. */
		OK,
		/** There was no session to find or delete. */
		MISS,
		/** The session had ended before a change arrived. */
		GONE,
		/** A limit forbade it, or no search backend in use can execute such a query. */
		REFUSED,
		/** The store did not answer in time. */
		TIMEOUT,
		/** The store failed. */
		ERROR,
		/**
		 * The store could not be reached, or is known to be unavailable and was not
		 * called.
		 */
		OUTAGE

	}

	/**
	 * Receives the outcome of an operation; see {@link #operationStarted}.
	 */
	@FunctionalInterface
	interface Outcomes {

		/** Ignores the outcome. */
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
	 * An operation of a request is about to begin. This is called on the thread of the
	 * request before anything is sent to the store.
	 * @param operation the operation
	 * @return receives the outcome of this operation, on any thread
	 */
	default Outcomes operationStarted(Operation operation) {
		return Outcomes.IGNORED;
	}

	/**
	 * A thread begins to work for a reactive request.
	 * @param context returns a value of the request's Reactor context by its key, or
	 * {@code null}
	 * @return runs when the thread has finished, on the same thread
	 */
	default Runnable entered(Function<Object, @Nullable Object> context) {
		return () -> {
		};
	}

	/**
	 * An operation of the store has ended.
	 * @param operation the operation
	 * @param outcome how it ended
	 * @param took how long it took, from the call to the store's answer
	 */
	default void operationEnded(Operation operation, Outcome outcome, Duration took) {
	}

	/**
	 * A session has ended. Only one of all nodes is notified: the one that has ended it,
	 * or has noticed its expiry.
	 * @param reason why
	 * @param lifetime how long the session existed by the store's clock, {@code null} if
	 * unknown
	 */
	default void sessionEnded(SessionEnd.Reason reason, @Nullable Duration lifetime) {
	}

	/**
	 * A session has ended and is no longer stored. Only one of all nodes is notified: the
	 * one that has ended it, or has noticed its expiry. A session that was lost, or that
	 * no node has noticed in time, is not reported.
	 * @param session the session as it was stored last
	 */
	default void sessionRemoved(SessionRecord session) {
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
	 * A sweep of all expiry indexes has ended.
	 * @param lag how long ago the first one of the sessions found had expired, zero if
	 * none was found
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
	 * A client sent a token or id that does not have the form of ours; the store was not
	 * called.
	 */
	default void foreignIdRefused() {
	}

	/**
	 * A client sent the id that its session had until a moment ago; called before the
	 * store answers that there is no such session.
	 * @param id the old id
	 */
	default void movedIdUsed(String id) {
	}

	/**
	 * A stored attribute could not be used: it could not be decoded, or its value is
	 * invalid. {@link UnreadablePolicy} decides what happens to the session.
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
	 * An attribute was set that is not stored but kept in the memory of this process.
	 * @param attribute the attribute's name
	 */
	default void attributeKeptLocal(String attribute) {
	}

	/**
	 * Entries of an index were outdated or missing and were repaired.
	 * @param entries the number of entries, positive
	 */
	default void indexRepaired(int entries) {
	}

	/**
	 * The circuit has changed its state.
	 * @param state the new state
	 */
	default void circuitChanged(StoreCircuit.State state) {
	}

	/**
	 * The store was unavailable, and an operation was answered without it.
	 * @param operation the operation
	 * @param mode how it was answered; {@link OutageMode#ANONYMOUS} with any operation
	 * except {@link Operation#FIND} means that a change was lost, unless the session has
	 * begun in the same request
	 */
	default void answeredWithoutStore(Operation operation, OutageMode mode) {
	}

	/**
	 * A change that was made while the store was unavailable has been stored.
	 */
	default void changeReplayed() {
	}

	/**
	 * A change that was made while the store was unavailable is lost.
	 * @param id the session's id
	 * @param reason why it could not be stored
	 */
	default void changeDropped(String id, String reason) {
	}

	/**
	 * A change is stored but may still be lost, because too few replicas have
	 * acknowledged it in time.
	 * @param operation the operation
	 */
	default void notReplicated(Operation operation) {
	}

	/**
	 * A session was looked up in the near cache.
	 * @param hit whether the near cache had it
	 */
	default void nearCacheAsked(boolean hit) {
	}

	/**
	 * A session was removed from the near cache, because some node has changed or ended
	 * it.
	 */
	default void nearCacheInvalidated() {
	}

	/**
	 * The near cache was cleared and switched on or off. While it is off, every session
	 * is read from the store.
	 * @param on whether it is on
	 * @param reason why it is off, {@code null} if it is on
	 */
	default void nearCacheSwitched(boolean on, @Nullable String reason) {
	}

	/**
	 * A session of another store was taken over.
	 */
	default void sessionAdopted() {
	}

	/**
	 * A client sent the id of another store, and has no session there that can be taken
	 * over.
	 * @param reason why
	 */
	default void adoptionRefused(Refusal reason) {
	}

	/**
	 * Combines several observers. An exception that one of them throws is logged and does
	 * not propagate.
	 * @param observers the observers
	 * @return the observer
	 */
	static SessionObserver all(List<SessionObserver> observers) {
		return new GuardedObserver(observers);
	}

}
