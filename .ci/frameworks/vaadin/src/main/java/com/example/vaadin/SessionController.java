package com.example.vaadin;

import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What needs no Vaadin: it works on every instance.
 */
@RestController
public class SessionController implements VaadinServiceInitListener {

	private static final long serialVersionUID = 1L;

	private final AtomicInteger ended = new AtomicInteger();

	@Override
	public void serviceInit(ServiceInitEvent event) {
		event.getSource().addSessionDestroyListener((destroyed) -> this.ended.incrementAndGet());
	}

	@GetMapping("/basket")
	public String basket(HttpServletRequest request, HttpSession session) {
		return session.getAttribute("basket") + " on " + request.getLocalPort();
	}

	@GetMapping("/attributes")
	public String attributes(HttpSession session) {
		StringBuilder attributes = new StringBuilder();
		for (String name : Collections.list(session.getAttributeNames())) {
			attributes.append(name).append(": ").append(session.getAttribute(name).getClass().getName()).append('\n');
		}
		return attributes.toString();
	}

	@PostMapping("/renew")
	public String renew(HttpServletRequest request) {
		request.changeSessionId();
		return "renewed";
	}

	@PostMapping("/end")
	public String end(HttpSession session) {
		session.invalidate();
		return "invalidated";
	}

	@GetMapping("/ended")
	public String ended() {
		return "ended " + this.ended.get();
	}

}
