package io.github.redissession.index;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Reads sessions so that the store reports the next change of each, whichever node makes
 * it.
 */
public interface SessionTracking {

	/**
	 * Reads a session as {@link SessionStore#find} does. If it exists, and is changed or
	 * ends after it was read, the listener is notified, before or after this has
	 * completed.
	 * @param id the id of the session
	 * @return the session, {@code null} if it does not exist or has ended. Fails quickly
	 * if changes would not be reported; the session may exist all the same.
	 */
	CompletionStage<@Nullable SessionRecord> find(String id);

	/**
	 * Receives changes, for each session in the order of the store. It is called on
	 * threads of the client library, which it must not block.
	 */
	interface Listener {

		/**
		 * Changes are reported from now on.
		 * @param until a {@link System#nanoTime()}; all changes until then were reported
		 */
		void started(long until);

		/**
		 * All changes until a time have been reported.
		 * @param until a {@link System#nanoTime()}, later than the one before
		 */
		void upToDate(long until);

		/**
		 * A session has changed or ended, or may have.
		 * @param id the id of the session
		 */
		void changed(String id);

		/**
		 * Any session may have changed or ended.
		 */
		void allChanged();

		/**
		 * Changes are no longer reported; some may have been missed already.
		 * @param reason the reason, as a clause
		 */
		void stopped(String reason);

	}

}
