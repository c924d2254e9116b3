package io.github.redissession.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * The text for a client when the session store is unavailable or full. It does not
 * disclose the cause.
 *
 * @param contentType the media type
 * @param body the text
 */
record OutageText(String contentType, byte[] body) {

	static OutageText of(@Nullable String accept, SessionStoreException failure) {
		String sentence = (failure.reason() == Reason.FULL) ? "The session store is full. Please try again later."
				: "The session store does not answer. Please try again in a moment.";
		if (accept != null && accept.contains("json")) {
			return of("application/problem+json", """
					{"title":"Service Unavailable","status":503,"detail":"%s"}""".formatted(sentence));
		}
		return of("text/plain;charset=UTF-8", sentence);
	}

	private static OutageText of(String contentType, String body) {
		return new OutageText(contentType, body.getBytes(StandardCharsets.UTF_8));
	}

	static long seconds(Duration retryAfter) {
		return Math.max(1, retryAfter.plusMillis(999).toSeconds());
	}

}
