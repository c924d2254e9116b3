package io.github.redissession.autoconfigure;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.spi.SessionObserver;

/**
 * Logs attributes that cannot be read, once per class, and large ones and those that are
 * not stored, once per name.
 */
final class AttributeLog implements SessionObserver {

	private static final Log logger = LogFactory.getLog(AttributeLog.class);

	/** Keeps forged class names, and names that contain ids, from filling the memory. */
	private static final int MAX_KNOWN = 1000;

	private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

	private final Set<String> large = ConcurrentHashMap.newKeySet();

	private final Set<String> local = ConcurrentHashMap.newKeySet();

	@Override
	public void attributeUnreadable(String id, String attribute, AttributeNotReadableException cause) {
		String type = cause.getTypeName();
		if (isNew(this.unreadable, (type != null) ? type : attribute)) {
			logger.warn(cause.getMessage() + ". This is logged once per class; the first session was " + id);
		}
	}

	@Override
	public void attributeLarge(String attribute, long size) {
		if (isNew(this.large, attribute)) {
			logger.warn("Session attribute '%s' has %d bytes, more than redis-session.codec.warn-size"
				.formatted(attribute, size) + ". This is logged once per name");
		}
	}

	@Override
	public void attributeKeptLocal(String attribute) {
		// What Spring keeps there is meant for one process.
		if (!attribute.startsWith("org.springframework.web.") && isNew(this.local, attribute)) {
			logger.info("Session attribute '%s' is not stored, as redis-session.codec.formats asks".formatted(attribute)
					+ ": it is kept in the memory of this instance and lost with it, so requests of its session"
					+ " need sticky routing. This is logged once per name");
		}
	}

	private static boolean isNew(Set<String> known, String key) {
		return known.size() < MAX_KNOWN && known.add(key);
	}

}
