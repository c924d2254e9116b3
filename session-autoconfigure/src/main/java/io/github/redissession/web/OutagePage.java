package io.github.redissession.web;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

import io.github.redissession.SessionStoreException;

/**
 * Answers a servlet request that cannot be served because the session store is
 * unavailable or full. An application may define a bean of this type.
 */
@FunctionalInterface
public interface OutagePage {

	/**
	 * Answers a request. Nothing of the response has been sent; headers may have been
	 * set. The session must not be used.
	 * @param request the request
	 * @param response the response
	 * @param failure the failure
	 * @throws IOException if the response cannot be written
	 */
	void write(HttpServletRequest request, HttpServletResponse response, SessionStoreException failure)
			throws IOException;

	/**
	 * Returns a page with status 503 and one sentence, as JSON for clients that accept
	 * it, otherwise as plain text.
	 * @param retryAfter the time after which the client may try again
	 * @return the page
	 */
	static OutagePage plain(Duration retryAfter) {
		return (request, response, failure) -> {
			OutageText text = OutageText.of(request.getHeader(HttpHeaders.ACCEPT), failure, retryAfter);
			response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
			text.headers().forEach((name, values) -> response.setHeader(name, values.get(0)));
			response.getOutputStream().write(text.body());
		};
	}

}
