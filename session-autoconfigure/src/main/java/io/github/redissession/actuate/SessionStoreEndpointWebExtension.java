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
 * {@link SessionStoreEndpoint} over HTTP, which knows the caller.
 */
@EndpointWebExtension(endpoint = SessionStoreEndpoint.class)
public final class SessionStoreEndpointWebExtension {

	private final SessionStoreEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Creates the extension.
	 * @param delegate the endpoint
	 * @param showValues whether values of attributes are shown
	 * @param roles the roles that may see them, if not everyone may
	 */
	public SessionStoreEndpointWebExtension(SessionStoreEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * Returns one thing in detail.
	 * @param securityContext the caller
	 * @param what see {@link SessionStoreEndpoint#detail}
	 * @param sessions see {@link SessionStoreEndpoint#detail}
	 * @return 400 if {@code sessions} is invalid, 404 if there is no such session, 503 if
	 * Redis does not answer
	 */
	@ReadOperation
	public WebEndpointResponse<Object> detail(SecurityContext securityContext, @Selector String what,
			@Nullable String sessions) {
		return WebResponse.with(() -> {
			Object detail = this.delegate.detail(what, new Parameter("sessions", sessions).number(),
					this.showValues.isShown(securityContext, this.roles));
			return (detail != null) ? new WebEndpointResponse<>(detail) : WebResponse.noSession();
		});
	}

	/**
	 * Makes this instance behave as if Redis were unavailable.
	 * @param drill see {@link SessionStoreEndpoint#drill}
	 * @return the circuit, 400 if {@code drill} is invalid
	 */
	@WriteOperation
	public WebEndpointResponse<Object> drill(@Nullable String drill) {
		return WebResponse.of(() -> this.delegate.drill(drill));
	}

	/**
	 * Ends a session.
	 * @param id its id
	 * @return 204, 404 if there is no such session, 503 if Redis does not answer
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> end(@Selector String id) {
		return WebResponse.ended(() -> this.delegate.end(id));
	}

}
