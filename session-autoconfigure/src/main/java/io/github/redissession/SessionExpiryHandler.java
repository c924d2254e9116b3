package io.github.redissession;

/**
 * Does what must be done when a session has expired, once for all nodes of an
 * application: reminding of an abandoned cart, for example. It is called if
 * {@code redis-session.events.stream.enabled} is set.
 * <p>
 * A bean of this type hears of every session that has expired, at least once: a session
 * is recorded in Redis before it is taken away, and the record is kept until a handler
 * has returned. Normally one node calls it once. It may be called again, also on another
 * node, if it threw an exception, if its node died before the call was acknowledged, or
 * if it takes longer than {@code redis-session.events.stream.retry-delay}. Sessions that
 * were ended on purpose are not reported, nor are those that expired while no node was
 * running for longer than {@code redis-session.events.grace}.
 */
@FunctionalInterface
public interface SessionExpiryHandler {

	/**
	 * A session has expired.
	 * <p>
	 * One thread of each node calls this, and it may block.
	 * @param session the session as it was when it expired; its attributes can be read,
	 * and changes have no effect
	 * @throws Exception if it is to be tried again later, up to
	 * {@code redis-session.events.stream.max-attempts} times
	 */
	void sessionExpired(StoredSession session) throws Exception;

}
