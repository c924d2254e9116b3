package com.example.shop;

import io.github.redissession.SessionExpiryHandler;
import io.github.redissession.StoredSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Notices carts whose session has expired. A real shop would send a letter; this one
 * writes a line into its log, on one of its instances.
 */
@Component
final class AbandonedCarts implements SessionExpiryHandler {

	private static final Logger logger = LoggerFactory.getLogger(AbandonedCarts.class);

	@Override
	public void sessionExpired(StoredSession session) {
		if (session.getAttribute(CartStore.CART) instanceof Cart cart && !cart.lines().isEmpty()) {
			logger.info("Session {} has left a cart of {} with {} items for {} dollars", session.getId(),
					(session.getPrincipal() != null) ? session.getPrincipal() : "a visitor", cart.items(),
					cart.total());
		}
	}

}
