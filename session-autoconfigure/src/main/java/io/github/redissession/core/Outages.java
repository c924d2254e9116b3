package io.github.redissession.core;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionStore;

/**
 * What happens to requests while the store is unavailable.
 *
 * @param mode the mode of requests without a mode of their own
 * @param local the sessions that this instance remembers, {@code null} if it remembers
 * none. It returns {@code null} for a session that is known to have ended, and fails with
 * a {@link SessionStoreException} (unavailable) if a session is unknown or a change
 * cannot be kept
 * @param expendable whether an attribute, given its name, may be lost without the client
 * being told, because whoever has set it sets it again when it is missing
 */
public record Outages(OutageMode mode, @Nullable SessionStore local, Predicate<String> expendable) {

	/**
	 * Returns whether a failure means that the store is unavailable.
	 * @param failure why an operation failed
	 * @return whether the outage mode of the request applies
	 */
	public static boolean isOutage(Throwable failure) {
		return failure instanceof SessionStoreException store && store.isOutage();
	}

}
