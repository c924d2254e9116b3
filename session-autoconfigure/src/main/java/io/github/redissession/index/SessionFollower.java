package io.github.redissession.index;

/**
 * Follows sessions from their beginning to their end, whichever node changes or ends
 * them, for what belongs to a session but not to a request. It is called on threads that
 * it must not block.
 */
public interface SessionFollower {

	/**
	 * Returns whether there is anything to follow; called when the application has
	 * started.
	 */
	boolean isNeeded();

	/**
	 * A session has a new id.
	 * @param id the old id
	 * @param newId the new one
	 */
	void moved(String id, String newId);

	/**
	 * A session has ended. May be called more than once.
	 * @param id the id of the session
	 */
	void ended(String id);

	/**
	 * Any session may have got a new id or ended, without a call.
	 */
	void missed();

}
