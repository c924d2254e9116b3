package com.example.shop;

import io.github.redissession.CurrentUserSessions;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Shows users the devices on which they are logged in, and signs them out there.
 */
@Controller
@RequestMapping("/account/devices")
final class DeviceController {

	private final CurrentUserSessions sessions;

	DeviceController(CurrentUserSessions sessions) {
		this.sessions = sessions;
	}

	@GetMapping
	String devices(@RequestParam(defaultValue = "-1") int signedOut, HttpServletRequest request, Model model) {
		model.addAttribute("devices", this.sessions.devices(request).stream().map(DeviceRow::new).toList());
		model.addAttribute("signedOut", signedOut);
		return "devices";
	}

	/** The library does not end sessions that belong to other users. */
	@PostMapping("/{id}/sign-out")
	String signOut(@PathVariable String id, HttpServletRequest request) throws ServletException {
		boolean here = id.equals(request.getSession().getId());
		if (!this.sessions.signOut(request, id)) {
			return "redirect:/account/devices?unknown";
		}
		return here ? leave(request, "redirect:/login?signedOut") : "redirect:/account/devices?signedOut=1";
	}

	@PostMapping("/sign-out-others")
	String signOutOthers(HttpServletRequest request) {
		return "redirect:/account/devices?signedOut=" + this.sessions.signOutOthers(request);
	}

	@PostMapping("/sign-out-everywhere")
	String signOutEverywhere(HttpServletRequest request) throws ServletException {
		this.sessions.signOutEverywhere(request);
		return leave(request, "redirect:/login?everywhere");
	}

	/** The session has ended in Redis; the rest of the logout removes the cookie. */
	private static String leave(HttpServletRequest request, String next) throws ServletException {
		request.logout();
		return next;
	}

}
