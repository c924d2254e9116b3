package io.github.redissession.spi;

import java.util.Map;

/**
 * That a session is ended on purpose, and why.
 *
 * @param id the id of the session
 * @param reason why it is ended
 * @param known its details as far as the caller knows them, so that the store finds what
 * refers to the session without having read it; it need not be complete or up to date
 */
public record SessionEnd(String id, Reason reason, Map<String, String> known) {

	/**
	 * Why a session ends. Only the first three are reasons to end one on purpose; the
	 * store finds out the others.
	 */
	public enum Reason {

		/** The session was invalidated by its own request, as a logout does. */
		LOGOUT,
		/** Somebody else has ended it: another device of the user, an administrator. */
		SIGN_OUT,
		/** The user has begun another session and may not have that many. */
		LIMIT,
		/** It was not used for the idle timeout. */
		IDLE,
		/** It has reached its maximum lifetime. */
		MAX_LIFETIME,
		/** The store lost it before its time, for example because its memory was full. */
		LOST

	}

}
