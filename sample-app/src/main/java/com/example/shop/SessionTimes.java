package com.example.shop;

import java.time.Instant;

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

	static SessionTimes of(HttpSession session) {
		return new SessionTimes(Instant.ofEpochMilli(session.getCreationTime()),
				Instant.ofEpochMilli(session.getLastAccessedTime()), null, null);
	}

}
