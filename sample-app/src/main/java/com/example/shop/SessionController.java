package com.example.shop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

import io.github.redissession.StoredSession;

/**
 * Shows visitors what Redis stores for their own session, and for no other.
 */
@Controller
@RequestMapping("/session")
final class SessionController {

	private final SessionInside inside;

	SessionController(SessionInside inside) {
		this.inside = inside;
	}

	@GetMapping
	String session(HttpServletRequest request, Model model) {
		addInside(request, model);
		return "session";
	}

	/**
	 * Returns the part of the page that changes. Requests for it do not keep the session
	 * alive.
	 */
	@GetMapping("/inside")
	String inside(HttpServletRequest request, Model model) {
		addInside(request, model);
		return "session :: inside";
	}

	private void addInside(HttpServletRequest request, Model model) {
		HttpSession session = request.getSession(false);
		if (session != null && session.getAttribute(StoredSession.SELF) instanceof StoredSession stored) {
			model.addAttribute("stored", this.inside.of(stored));
		}
	}

}
