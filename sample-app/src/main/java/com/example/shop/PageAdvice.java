package com.example.shop;

import java.security.Principal;
import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * Provides every page, error pages included, with the contents of its header and footer.
 * Never starts a session.
 */
@ControllerAdvice(assignableTypes = { ShopController.class, DeviceController.class, SessionController.class,
		OpsController.class, ErrorController.class })
final class PageAdvice {

	private final CartStore carts;

	private final ShopProperties shop;

	PageAdvice(CartStore carts, ShopProperties shop) {
		this.carts = carts;
		this.shop = shop;
	}

	@ModelAttribute("visitor")
	Visitor visitor(HttpServletRequest request) {
		Principal user = request.getUserPrincipal();
		HttpSession session = request.getSession(false);
		String name = (user != null) ? user.getName() : null;
		String tenant = (session != null) ? (String) session.getAttribute(Accounts.TENANT) : null;
		return new Visitor(name, tenant, request.isUserInRole("ADMIN"), this.carts.find(request).items());
	}

	@ModelAttribute("clock")
	SessionClock clock(HttpServletRequest request) {
		return SessionClock.of(request);
	}

	@ModelAttribute("warning")
	Duration warning() {
		return this.shop.warning();
	}

	@ModelAttribute("instance")
	String instance() {
		return this.shop.instance();
	}

}
