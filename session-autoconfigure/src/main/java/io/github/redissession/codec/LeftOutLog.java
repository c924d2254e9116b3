package io.github.redissession.codec;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once for each field that sessions are stored without what is not loaded from the
 * database.
 */
final class LeftOutLog {

	private static final Logger LOGGER = LoggerFactory.getLogger(LeftOutLog.class);

	private static final int MAX_LOGGED = 1000;

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	/**
	 * Logs a field.
	 * @param field the names of the class and the field, or of the entity
	 */
	void add(String field) {
		if (this.logged.size() < MAX_LOGGED && this.logged.add(field)) {
			LOGGER.warn("{} is not loaded from the database, so sessions are stored without it. Load it before the "
					+ "object becomes a session attribute if it is needed there. This is logged once for each field",
					field);
		}
	}

}
