package io.github.redissession.actuate;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

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
	 * @return 400 if it is no number, 404 without such a session, 503 without an answer
	 * of Redis
	 */
	@ReadOperation
	public WebEndpointResponse<Object> detail(SecurityContext securityContext, @Selector String what,
			@Nullable String sessions) {
		return WebAnswer.with(() -> {
			Object detail = this.delegate.detail(what, new Parameter("sessions", sessions).number(),
					this.showValues.isShown(securityContext, this.roles));
			return (detail != null) ? new WebEndpointResponse<>(detail) : WebAnswer.noSession();
		});
	}

	/**
	 * Behaves as if Redis were away.
	 * @param drill see {@link SessionStoreEndpoint#drill}
	 * @return 400 if it makes no sense
	 */
	@WriteOperation
	public WebEndpointResponse<Object> drill(@Nullable String drill) {
		return WebAnswer.of(() -> this.delegate.drill(drill));
	}

	/**
	 * Ends a session.
	 * @param id its id
	 * @return 204, 404 without such a session, 503 without an answer of Redis
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> end(@Selector String id) {
		return WebAnswer.ended(() -> this.delegate.end(id));
	}

}
