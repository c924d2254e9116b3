package io.github.redissession.actuate;

import java.util.Map;
import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import io.github.redissession.SessionStoreException;

/**
 * Makes HTTP responses. The body of an error describes it, because Spring Boot's own
 * error page does not, and because nothing on a separate management port translates a
 * failure of the store.
 */
final class WebResponse {

	private WebResponse() {
	}

	/**
	 * Responds with a value.
	 * @return 200, 400 for a bad request, 503 if Redis does not answer
	 */
	static WebEndpointResponse<Object> of(Supplier<?> operation) {
		return with(() -> new WebEndpointResponse<>(operation.get()));
	}

	/**
	 * Responds with whether a session was ended.
	 * @return 204, 404 if there is no such session, 400 and 503 as above
	 */
	static WebEndpointResponse<Object> ended(Supplier<EndedSessions> operation) {
		return with(() -> (operation.get().ended() > 0)
				? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT) : noSession());
	}

	static WebEndpointResponse<Object> with(Supplier<WebEndpointResponse<Object>> operation) {
		try {
			return operation.get();
		}
		catch (InvalidEndpointRequestException ex) {
			return error(String.valueOf(ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (SessionStoreException ex) {
			return error(String.valueOf(ex.getMessage()), WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

	static WebEndpointResponse<Object> noSession() {
		return error("There is no such session", WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private static WebEndpointResponse<Object> error(String message, int status) {
		return new WebEndpointResponse<>(Map.of("error", message), status);
	}

}
