package io.github.redissession.web.contract;

import java.net.http.HttpHeaders;
import java.util.List;

/**
 * What came back from a site.
 *
 * @param status the status
 * @param body the body
 * @param headers the headers
 * @param said what the handlers have said
 */
record Answer(int status, String body, HttpHeaders headers, List<String> said) {

	/** All headers that set or delete the session's cookie. */
	List<String> cookies() {
		return this.headers.allValues("Set-Cookie")
			.stream()
			.filter((header) -> header.startsWith(Site.COOKIE + "="))
			.toList();
	}

	/** The only thing that was said. */
	String only() {
		if (this.said.size() != 1) {
			throw new AssertionError("Expected one observation, but there are " + this.said);
		}
		return this.said.get(0);
	}

}
