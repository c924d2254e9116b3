package com.example.shop;

import java.time.Duration;
import java.time.Instant;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import io.github.redissession.StoredSession;

/**
 * How long the visitor's session has left.
 *
 * @param session whether there is one
 * @param user whether a user is logged in
 * @param endsInMillis how long it lasts in ms unless it is used again, or null if it does
 * not end
 * @param extendable whether using it makes it last longer; false if its maximum lifetime
 * determines its end
 */
record SessionClock(boolean session, boolean user, @Nullable Long endsInMillis, boolean extendable) {

	private static final SessionClock NONE = new SessionClock(false, false, null, false);

	/**
	 * Reads it from the stored session, which the library provides as a session
	 * attribute.
	 */
	static SessionClock of(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session == null || !(session.getAttribute(StoredSession.SELF) instanceof StoredSession stored)) {
			return NONE;
		}
		Instant end = stored.getExpiresAt();
		boolean user = request.getUserPrincipal() != null;
		return (end == null) ? new SessionClock(true, user, null, false) : new SessionClock(true, user,
				Math.max(0, Duration.between(Instant.now(), end).toMillis()), !end.equals(stored.getDeadline()));
	}

}
