package com.example.shop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.stereotype.Component;

/**
 * Keeps a visitor's cart in the session, and starts one only when there is something to
 * keep.
 */
@Component
final class CartStore {

	static final String CART = "cart";

	Cart find(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return (session != null && session.getAttribute(CART) instanceof Cart cart) ? cart : Cart.EMPTY;
	}

	void save(HttpServletRequest request, Cart cart) {
		if (!cart.lines().isEmpty()) {
			request.getSession().setAttribute(CART, cart);
			return;
		}
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.removeAttribute(CART);
		}
	}

}
