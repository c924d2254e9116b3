package io.github.redissession.takeover;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.SessionObserver;

/**
 * Reports attributes that cannot be taken over: each to the observer, and each name once
 * to the log.
 */
public final class LeftOutAttributes {

	private static final Log logger = LogFactory.getLog(LeftOutAttributes.class);

	/** Applications have few names of attributes; invented ones must not fill memory. */
	private static final int MOST_NAMES = 1000;

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	private final SessionObserver observer;

	/**
	 * Creates it.
	 * @param observer is told of every attribute
	 */
	public LeftOutAttributes(SessionObserver observer) {
		this.observer = observer;
	}

	void unreadable(String id, String name, String reason) {
		AttributeNotReadableException cause = new AttributeNotReadableException(
				"Session attribute '%s' cannot be taken over: the serializer of Spring Session cannot read it (%s)"
					.formatted(name, reason));
		this.observer.attributeUnreadable(id, name, cause);
		log(name, cause);
	}

	void unstorable(String name, AttributeNotStorableException cause) {
		this.observer.attributeRefused(cause);
		log(name, cause);
	}

	private void log(String name, RuntimeException cause) {
		if (this.logged.size() < MOST_NAMES && this.logged.add(name)) {
			logger.warn("An attribute was left out when a session was taken over, which is reported once per name: "
					+ cause.getMessage());
		}
	}

}
