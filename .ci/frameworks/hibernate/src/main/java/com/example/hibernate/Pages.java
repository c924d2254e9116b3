package com.example.hibernate;

import jakarta.servlet.http.HttpSession;

import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Pages that keep entities and show what came back.
 */
@RestController
class Pages {

	private final Accounts accounts;

	Pages(Accounts accounts) {
		this.accounts = accounts;
	}

	@GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
	String who(@AuthenticationPrincipal Account account) {
		return account.getUsername() + " " + account.getAuthorities() + " " + account.getSettings();
	}

	@GetMapping(path = "/keep", produces = MediaType.TEXT_HTML_VALUE)
	String keep(HttpSession session, boolean whole) {
		Account account = whole ? this.accounts.findWhole("alice") : this.accounts.findById("alice").orElseThrow();
		account.eraseCredentials();
		session.setAttribute("account", account);
		return "kept";
	}

	@GetMapping(path = "/kept", produces = MediaType.TEXT_HTML_VALUE)
	String kept(HttpSession session) {
		Account account = (Account) session.getAttribute("account");
		return account.getSettings() + " " + account.getPurchases().stream().map(Purchase::getWhat).toList() + " "
				+ account.getCompany().getCity();
	}

	@GetMapping(path = "/unloaded", produces = MediaType.TEXT_HTML_VALUE)
	String unloaded(HttpSession session) {
		Account account = (Account) session.getAttribute("account");
		boolean without = account.getPurchases() == null || account.getPurchases().isEmpty();
		return account.getSettings() + " " + (without ? "no purchases" : "purchases") + " " + account.getCompany();
	}

}
