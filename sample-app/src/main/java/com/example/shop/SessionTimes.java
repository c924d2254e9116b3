package com.example.shop;

import java.time.Instant;

import io.github.redissession.StoredSession;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * When a session began, was used and will end.
 *
 * @param createdAt when it began
 * @param lastAccessedAt when it was last used
 * @param expiresAt when it ends unless it is used again, or null if it does not
 * @param maxLifetimeEndsAt when it ends even if it is used, or null if it does not
 */
record SessionTimes(Instant createdAt, Instant lastAccessedAt, @Nullable Instant expiresAt,
		@Nullable Instant maxLifetimeEndsAt) {

	/**
	 * Reads them from the stored session, which the library provides as a session
	 * attribute.
	 */
	static SessionTimes of(HttpSession session) {
		Instant createdAt = Instant.ofEpochMilli(session.getCreationTime());
		Instant lastAccessedAt = Instant.ofEpochMilli(session.getLastAccessedTime());
		if (session.getAttribute(StoredSession.SELF) instanceof StoredSession stored) {
			return new SessionTimes(createdAt, lastAccessedAt, stored.getExpiresAt(), stored.getDeadline());
		}
		return new SessionTimes(createdAt, lastAccessedAt, null, null);
	}

}
