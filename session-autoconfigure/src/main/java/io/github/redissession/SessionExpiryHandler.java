package io.github.redissession;

/**
 * Handles the expiry of a session once for all nodes of an application, for example to
 * send a reminder of an abandoned cart. It is called if
 * {@code redis-session.events.stream.enabled} is set.
 * <p>
 * A bean of this type receives every expired session at least once: a session is recorded
 * in Redis before it is removed, and the record is kept until a handler has returned.
 * Normally one node calls it once. It may be called again, also on another node, if it
 * threw an exception, if its node died before the call was acknowledged, or if it takes
 * longer than {@code redis-session.events.stream.retry-delay}. Sessions that were ended
 * on purpose are not reported, nor are those that expired while no node was running for
 * longer than {@code redis-session.events.grace}.
 */
@FunctionalInterface
public interface SessionExpiryHandler {

	/**
	 * Handles the expiry of a session.
	 * <p>
	 * One thread of each node calls this, and it may block.
	 * @param session the session as it was when it expired; its attributes can be read,
	 * and changes have no effect
	 * @throws Exception if the call is to be repeated later, up to
	 * {@code redis-session.events.stream.max-attempts} times
	 */
	void sessionExpired(StoredSession session) throws Exception;

}
