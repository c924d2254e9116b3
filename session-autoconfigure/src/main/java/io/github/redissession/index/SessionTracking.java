package io.github.redissession.index;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Reads sessions in such a way that the store tells of the next change of each, whoever
 * makes it.
 */
public interface SessionTracking {

	/**
	 * Reads a session as {@link SessionStore#find} does. If it is there, and is changed
	 * or ends after it was read, the listener hears of it after this has completed, or
	 * before.
	 * @param id the id of the session
	 * @return the session, {@code null} if there is none or it has ended. Fails, and
	 * soon, if nothing would be told; then the session may still be there.
	 */
	CompletionStage<@Nullable SessionRecord> find(String id);

	/**
	 * Hears of changes, in the order of the store for each session. It is called on
	 * threads of the client library, which it must not block.
	 */
	interface Listener {

		/**
		 * Changes are told from now on.
		 * @param until a {@link System#nanoTime()}; everything was told until then
		 */
		void started(long until);

		/**
		 * All changes until a time have been told.
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
		 * Changes are not told any more; some may have been missed already.
		 * @param reason why, as a clause
		 */
		void stopped(String reason);

	}

}
