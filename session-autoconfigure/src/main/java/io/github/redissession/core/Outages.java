package io.github.redissession.core;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SessionStore;

/**
 * What becomes of requests while the store is away.
 *
 * @param mode the mode of requests that have none of their own
 * @param local what this instance knows of sessions, {@code null} if it remembers none.
 * It answers {@code null} for a session that is known to have ended, and fails with a
 * {@link SessionStoreException} (unavailable) if it knows nothing of a session or cannot
 * keep a change
 */
public record Outages(OutageMode mode, @Nullable SessionStore local) {

	/** Every failure of the store reaches the caller. */
	public static final Outages REJECTED = new Outages(OutageMode.REJECT, null);

	/**
	 * Whether a failure means that the store is away.
	 * @param failure why an operation failed
	 * @return whether the mode of the request applies
	 */
	public static boolean isOutage(Throwable failure) {
		return failure instanceof SessionStoreException store && store.isOutage();
	}

}
