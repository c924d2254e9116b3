package com.example.shop;

import io.github.redissession.SessionExpiryHandler;
import io.github.redissession.StoredSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Reports carts whose session has expired. A real shop would send an email; this one
 * writes a line into the log of one of its instances.
 */
@Component
final class AbandonedCarts implements SessionExpiryHandler {

	private static final Logger logger = LoggerFactory.getLogger(AbandonedCarts.class);

	@Override
	public void sessionExpired(StoredSession session) {
		if (session.getAttribute(CartStore.CART) instanceof Cart cart && !cart.lines().isEmpty()) {
			logger.info("Session {} has expired and left a cart of {} with {} items worth {} dollars", session.getId(),
					(session.getPrincipal() != null) ? session.getPrincipal() : "a visitor", cart.items(),
					cart.total());
		}
	}

}
