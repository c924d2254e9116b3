package io.github.redissession.actuate;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.redissession.SessionStoreException;

/**
 * {@link SessionStoreEndpoint} over HTTP, which knows who asks.
 */
@EndpointWebExtension(endpoint = SessionStoreEndpoint.class)
public final class SessionStoreEndpointWebExtension {

	private final SessionStoreEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Creates the extension.
	 * @param delegate does the work
	 * @param showValues whether values of attributes are shown
	 * @param roles to whom, if only to some
	 */
	public SessionStoreEndpointWebExtension(SessionStoreEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * One thing in detail.
	 * @param securityContext who asks
	 * @param what see {@link SessionStoreEndpoint#detail}
	 * @param sessions see {@link SessionStoreEndpoint#detail}
	 * @return 404 without such a session, 503 without an answer of Redis
	 */
	@ReadOperation
	public WebEndpointResponse<Object> detail(SecurityContext securityContext, @Selector String what,
			@Nullable Integer sessions) {
		return answer(() -> {
			Object detail = this.delegate.detail(what, sessions, this.showValues.isShown(securityContext, this.roles));
			return (detail != null) ? new WebEndpointResponse<>(detail)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		});
	}

	/**
	 * Ends a session.
	 * @param id its id
	 * @return 204, 404 without such a session, 503 without an answer of Redis
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> end(@Selector String id) {
		return ended(() -> this.delegate.end(id));
	}

	static WebEndpointResponse<Object> ended(Supplier<EndedSessions> operation) {
		return answer(() -> new WebEndpointResponse<>((operation.get().ended() > 0)
				? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND));
	}

	static WebEndpointResponse<Object> answer(Supplier<WebEndpointResponse<Object>> operation) {
		try {
			return operation.get();
		}
		catch (SessionStoreException ex) {
			return new WebEndpointResponse<>(Map.of("error", String.valueOf(ex.getMessage())),
					WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

}
