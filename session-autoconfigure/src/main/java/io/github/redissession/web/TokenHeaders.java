package io.github.redissession.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * The headers by which a response tells the client its new token, or to forget the old
 * one. They are written early, because a container may accept no headers later, and taken
 * back if it turns out that the session is not stored.
 */
final class TokenHeaders {

	private HttpServletResponse response;

	private Map<String, List<String>> written = Map.of();

	private @Nullable String subject;

	TokenHeaders(HttpServletResponse response) {
		this.response = response;
	}

	/**
	 * Writes into another view of the same response from now on.
	 */
	void use(HttpServletResponse other) {
		this.response = other;
	}

	/**
	 * Returns the response that contains the headers.
	 */
	HttpServletResponse response() {
		return this.response;
	}

	boolean isCommitted() {
		return this.response.isCommitted();
	}

	/**
	 * Replaces what was written before.
	 * @param subject what the headers are about
	 * @param writing writes them
	 */
	void write(String subject, Consumer<HttpServletResponse> writing) {
		takeBack();
		this.written = added(this.response, writing);
		this.subject = subject;
	}

	/**
	 * Whether the response contains the headers about a subject still. It does not after
	 * the application has reset the response.
	 */
	boolean contains(String subject) {
		return subject.equals(this.subject) && this.written.entrySet()
			.stream()
			.allMatch((header) -> this.response.getHeaders(header.getKey()).containsAll(header.getValue()));
	}

	/**
	 * Removes what was written, unless it is too late for that.
	 */
	void takeBack() {
		this.subject = null;
		if (this.written.isEmpty() || isCommitted()) {
			return;
		}
		this.written.forEach((name, values) -> {
			List<String> others = without(this.response.getHeaders(name), values);
			this.response.setHeader(name, others.isEmpty() ? null : others.get(0));
			others.stream().skip(1).forEach((value) -> this.response.addHeader(name, value));
		});
		this.written = Map.of();
	}

	/**
	 * Writes headers and returns those that are new. Within an include the container's
	 * wrappers ignore them, but its own response does not.
	 */
	private static Map<String, List<String>> added(HttpServletResponse response,
			Consumer<HttpServletResponse> writing) {
		Recorder recorder = new Recorder(response);
		writing.accept(recorder);
		Map<String, List<String>> added = new HashMap<>();
		recorder.before.forEach((name, before) -> {
			List<String> values = without(response.getHeaders(name), before);
			if (!values.isEmpty()) {
				added.put(name, values);
			}
		});
		boolean ignored = added.isEmpty() && !recorder.before.isEmpty() && !response.isCommitted();
		return (ignored && response instanceof ServletResponseWrapper) ? added(innermost(response), writing) : added;
	}

	private static List<String> without(Collection<String> all, Collection<String> some) {
		List<String> rest = new ArrayList<>(all);
		some.forEach(rest::remove);
		return rest;
	}

	private static HttpServletResponse innermost(HttpServletResponse response) {
		ServletResponse inner = response;
		while (inner instanceof ServletResponseWrapper wrapper) {
			inner = wrapper.getResponse();
		}
		return (HttpServletResponse) inner;
	}

	/**
	 * Remembers the headers as they were before they changed.
	 */
	private static final class Recorder extends HttpServletResponseWrapper {

		private final Map<String, Collection<String>> before = new HashMap<>();

		private Recorder(HttpServletResponse response) {
			super(response);
		}

		private void remember(String name) {
			this.before.computeIfAbsent(name, (absent) -> List.copyOf(getHeaders(name)));
		}

		@Override
		public void addCookie(Cookie cookie) {
			remember(HttpHeaders.SET_COOKIE);
			super.addCookie(cookie);
		}

		@Override
		public void addHeader(String name, String value) {
			remember(name);
			super.addHeader(name, value);
		}

		@Override
		public void setHeader(String name, @Nullable String value) {
			remember(name);
			super.setHeader(name, value);
		}

	}

}
