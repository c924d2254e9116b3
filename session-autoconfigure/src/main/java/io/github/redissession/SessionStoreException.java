package io.github.redissession;

import org.jspecify.annotations.Nullable;

/**
 * The session store could not do what it was asked to do: Redis is unavailable, did not
 * answer in time, or refused a command. The message contains the id of the session, and
 * never a token or the value of an attribute.
 */
public final class SessionStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	/**
	 * Creates an exception.
	 * @param reason what kind of failure it is
	 * @param message what could not be done, and why
	 * @param cause the failure of the client library, {@code null} if there is none
	 */
	public SessionStoreException(Reason reason, @Nullable String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Creates an exception without a cause.
	 * @param reason what kind of failure it is
	 * @param message what could not be done, and why
	 */
	public SessionStoreException(Reason reason, String message) {
		this(reason, message, null);
	}

	/**
	 * Creates an exception for {@link Reason#OTHER}.
	 * @param message what could not be done, and why
	 * @param cause the failure of the client library
	 */
	public SessionStoreException(@Nullable String message, Throwable cause) {
		this(Reason.OTHER, message, cause);
	}

	/**
	 * Creates an exception for {@link Reason#OTHER} without a cause.
	 * @param message what could not be done, and why
	 */
	public SessionStoreException(String message) {
		this(Reason.OTHER, message, null);
	}

	/**
	 * Returns the kind of failure.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Returns whether the store as a whole does not work, so that the outage mode of a
	 * request applies.
	 * @return {@code true} for {@link Reason#UNAVAILABLE} and {@link Reason#TIMEOUT}
	 */
	public boolean isOutage() {
		return this.reason == Reason.UNAVAILABLE || this.reason == Reason.TIMEOUT;
	}

	/**
	 * Kinds of failures of the session store.
	 */
	public enum Reason {

		/**
		 * The store cannot be reached, cannot work at present, or was not asked because
		 * the circuit is open.
		 */
		UNAVAILABLE,

		/** The store did not answer in time; whether a change was made is unknown. */
		TIMEOUT,

		/**
		 * The store has no memory left for another change. Sessions can still be read and
		 * ended.
		 */
		FULL,

		/**
		 * The session has ended, but too few replicas confirmed that in time: if the
		 * store loses its primary now, the session may reappear. It can be ended again.
		 */
		NOT_REPLICATED,

		/** The store refused the command, or failed in another way. */
		OTHER

	}

}
