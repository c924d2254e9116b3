package com.example.shop;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.session.SessionRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import io.github.redissession.actuate.SessionDescriptor;
import io.github.redissession.actuate.SessionStoreEndpoint;
import io.github.redissession.health.RedisSessionHealthIndicator;
import io.github.redissession.query.PageRequest;
import io.github.redissession.query.SessionPage;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSearch;
import io.github.redissession.query.SessionSummary;
import io.github.redissession.query.SignOutOptions;
import io.github.redissession.query.SignOutResult;
import io.github.redissession.spi.DeviceNames;

/**
 * Lets an administrator find sessions of all users and sign them out.
 */
@Controller
@RequestMapping("/ops")
final class OpsController {

	private static final int PAGE = 10;

	private final SessionSearch search;

	private final DeviceNames devices;

	private final SessionRepository<?> sessions;

	private final Catalogue catalogue;

	private final SessionStoreEndpoint store;

	private final RedisSessionHealthIndicator health;

	OpsController(SessionSearch search, DeviceNames devices, SessionRepository<?> sessions, Catalogue catalogue,
			SessionStoreEndpoint store, RedisSessionHealthIndicator health) {
		this.search = search;
		this.devices = devices;
		this.sessions = sessions;
		this.catalogue = catalogue;
		this.store = store;
		this.health = health;
	}

	@GetMapping
	String find(@ModelAttribute("lookup") SessionLookup lookup, @RequestParam(required = false) @Nullable String cursor,
			HttpServletRequest request, Model model) {
		model.addAttribute("count", this.search.count(SessionQuery.all()));
		model.addAttribute("tenants", this.search.countBy("tenant"));
		model.addAttribute("products", this.catalogue.products());
		model.addAttribute("redis", new StoreStatus(this.health.health(), this.store.overview()));
		try {
			SessionPage page = this.search.find(lookup.query(), PageRequest.first(PAGE).at(cursor));
			model.addAttribute("page", page);
			model.addAttribute("rows", rows(page, request.getSession().getId()));
		}
		catch (SessionQueryException ex) {
			model.addAttribute("problem", ex.getMessage());
		}
		return "ops";
	}

	/** The same data as JSON is at {@code /actuator/sessionstore/{id}}. */
	@GetMapping("/sessions/{id}")
	String session(@PathVariable String id, @ModelAttribute("lookup") SessionLookup lookup, HttpServletRequest request,
			Model model) {
		if (!(this.store.detail(id, null) instanceof SessionDescriptor session)) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "This session has ended.");
		}
		model.addAttribute("detail", new SessionDetail(session, id.equals(request.getSession().getId())));
		return "ops-session";
	}

	@PostMapping("/sessions/{id}/sign-out")
	String signOut(@PathVariable String id, SessionLookup lookup, RedirectAttributes next) {
		this.sessions.deleteById(id);
		return found(lookup, next, 1);
	}

	/** Shows how many sessions would be signed out. */
	@GetMapping("/sign-out")
	String confirm(@ModelAttribute("lookup") SessionLookup lookup, Model model) {
		model.addAttribute("total", this.search.signOut(lookup.query(), SignOutOptions.dry()).total());
		return "ops-confirm";
	}

	/** Signs out the sessions that were shown, or none if their number has changed. */
	@PostMapping("/sign-out")
	String signOutFound(SessionLookup lookup, @RequestParam long total, RedirectAttributes next) {
		SignOutResult result = this.search.signOut(lookup.query(),
				SignOutOptions.atMost(Integer.MAX_VALUE).ifTotalIs(total));
		if (result.refused()) {
			next.addAttribute("changed", "");
			return redirect(lookup, next, "/ops/sign-out");
		}
		return found(lookup, next, result.ended());
	}

	private List<SessionRow> rows(SessionPage page, String ownId) {
		return page.sessions().stream().map((session) -> row(session, ownId)).toList();
	}

	private SessionRow row(SessionSummary session, String ownId) {
		return new SessionRow(session, this.devices.name(session.device().userAgent()), session.id().equals(ownId));
	}

	private static String found(SessionLookup lookup, RedirectAttributes next, long signedOut) {
		next.addAttribute("signedOut", signedOut);
		return redirect(lookup, next, "/ops");
	}

	private static String redirect(SessionLookup lookup, RedirectAttributes next, String path) {
		next.addAttribute("tenant", lookup.tenant());
		next.addAttribute("sku", lookup.sku());
		next.addAttribute("user", lookup.user());
		return "redirect:" + path;
	}

}
