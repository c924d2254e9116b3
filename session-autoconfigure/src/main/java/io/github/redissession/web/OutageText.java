package io.github.redissession.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;

/**
 * The text for a client when the session store is unavailable or full. It does not
 * disclose the cause.
 *
 * @param headers the headers of the response
 * @param body the text
 */
record OutageText(HttpHeaders headers, byte[] body) {

	private static final MediaType PLAIN = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	/**
	 * Finds the failure for which a client is asked to try again later inside the
	 * exceptions that frameworks wrap it in.
	 * @return {@code null} if it is another kind of failure
	 */
	static @Nullable SessionStoreException failure(Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof SessionStoreException found && found.reason() != Reason.OTHER) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Returns the text, as JSON for clients that accept it, otherwise as plain text.
	 * @param accept the media types that the client accepts, {@code null} if unknown
	 * @param failure the failure
	 * @param retryAfter the time after which the client may try again
	 */
	static OutageText of(@Nullable String accept, SessionStoreException failure, Duration retryAfter) {
		String sentence = (failure.reason() == Reason.FULL) ? "The session store is full. Please try again later."
				: "The session store does not answer. Please try again in a moment.";
		boolean json = accept != null && accept.contains("json");
		String text = !json ? sentence : """
				{"title":"Service Unavailable","status":503,"detail":"%s"}""".formatted(sentence);
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
		headers.setCacheControl(CacheControl.noStore());
		headers.setContentType(json ? MediaType.APPLICATION_PROBLEM_JSON : PLAIN);
		headers.setContentLength(body.length);
		return new OutageText(headers, body);
	}

}
