package io.github.redissession.spi;

import java.util.Map;

/**
 * A request to end a session, and its reason.
 *
 * @param id the id of the session
 * @param reason why it is ended
 * @param known the session's details as far as the caller knows them, which tell the
 * store where the session is indexed without a read; they need not be complete or up to
 * date
 */
public record SessionEnd(String id, Reason reason, Map<String, String> known) {

	/**
	 * Why a session ends. Only the first three are reasons to end one on purpose; the
	 * store finds out the others.
	 */
	public enum Reason {

		/** The session was invalidated by its own request, as a logout does. */
		LOGOUT,
		/**
		 * Another session has ended it: another device of the user, or an administrator.
		 */
		SIGN_OUT,
		/** The user has begun another session, which exceeds the limit. */
		LIMIT,
		/** It was not used for the idle timeout. */
		IDLE,
		/** It has reached its maximum lifetime. */
		MAX_LIFETIME,
		/**
		 * The store has lost it before its end, for example because its memory was full.
		 */
		LOST

	}

}
