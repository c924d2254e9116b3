package com.example.shop;

import java.security.Principal;
import java.time.Instant;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.redissession.CurrentUserSessions;
import io.github.redissession.UserDevice;

/**
 * The shop's API for programs. Reads sessions and never starts one.
 */
@RestController
@RequestMapping(path = "/api", produces = MediaType.APPLICATION_JSON_VALUE)
final class ShopApi {

	private final CartStore carts;

	private final ShopProperties shop;

	private final CurrentUserSessions sessions;

	ShopApi(CartStore carts, ShopProperties shop, CurrentUserSessions sessions) {
		this.carts = carts;
		this.shop = shop;
		this.sessions = sessions;
	}

	@GetMapping("/me")
	Me me(Principal user, HttpSession session) {
		SessionTimes times = SessionTimes.of(session);
		return new Me(user.getName(), session.getId(), times.createdAt(), times.lastAccessedAt(), times.expiresAt(),
				times.maxLifetimeEndsAt(), this.shop.instance());
	}

	/** Returns the user's devices: this one first, then the most recently used. */
	@GetMapping("/devices")
	List<UserDevice> devices(HttpServletRequest request) {
		return this.sessions.devices(request);
	}

	@GetMapping("/cart")
	Cart cart(HttpServletRequest request) {
		return this.carts.find(request);
	}

	/** May be polled every minute: the session is read but not kept alive. */
	@GetMapping("/ping")
	Ping ping(@Nullable Principal user) {
		return new Ping(this.shop.instance(), user != null);
	}

	/** Returns how long the session has left, without keeping it alive. */
	@GetMapping("/session")
	SessionClock session(HttpServletRequest request) {
		return SessionClock.of(request);
	}

	/** "Stay signed in": any request that is not passive keeps the session alive. */
	@PostMapping("/session/keep")
	SessionClock keep(HttpServletRequest request) {
		return SessionClock.of(request);
	}

	/**
	 * The user who is logged in, and how long the session lasts.
	 *
	 * @param user the user's name
	 * @param sessionId the session's public id, not the cookie's secret
	 * @param createdAt when the session began
	 * @param lastAccessedAt when it was last used
	 * @param expiresAt when it ends unless it is used again, or null if it does not
	 * @param maxLifetimeEndsAt when it ends even if it is used, or null if it does not
	 * @param instance the instance that answered
	 */
	record Me(String user, String sessionId, Instant createdAt, Instant lastAccessedAt, @Nullable Instant expiresAt,
			@Nullable Instant maxLifetimeEndsAt, String instance) {
	}

	/**
	 * A sign of life from the shop.
	 *
	 * @param instance the instance that answered
	 * @param loggedIn whether the caller's session belongs to a user
	 */
	record Ping(String instance, boolean loggedIn) {
	}

}
