package io.github.redissession.actuate;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.redissession.query.SignOutResult;

/**
 * {@link SessionQueryEndpoint} over HTTP, which knows who asks.
 */
@EndpointWebExtension(endpoint = SessionQueryEndpoint.class)
public final class SessionQueryEndpointWebExtension {

	/** It is not as it was when the caller looked. */
	private static final int STATUS_CONFLICT = 409;

	private final SessionQueryEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Creates the extension.
	 * @param delegate does the work
	 * @param showValues whether values are shown
	 * @param roles to whom, if only to some
	 */
	public SessionQueryEndpointWebExtension(SessionQueryEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * Finds or counts sessions.
	 * @param securityContext who asks
	 * @param where see {@link SessionQueryEndpoint#query}
	 * @param countBy see {@link SessionQueryEndpoint#query}
	 * @param limit see {@link SessionQueryEndpoint#query}
	 * @param cursor see {@link SessionQueryEndpoint#query}
	 * @return 503 without an answer of Redis
	 */
	@ReadOperation
	public WebEndpointResponse<Object> query(SecurityContext securityContext, @Nullable Object where,
			@Nullable String countBy, @Nullable Integer limit, @Nullable String cursor) {
		return SessionStoreEndpointWebExtension.answer(() -> new WebEndpointResponse<>(this.delegate.query(where,
				countBy, limit, cursor, this.showValues.isShown(securityContext, this.roles))));
	}

	/**
	 * Signs sessions out.
	 * @param where see {@link SessionQueryEndpoint#signOut}
	 * @param confirm see {@link SessionQueryEndpoint#signOut}
	 * @return 409 if there are more or fewer, 503 without an answer of Redis
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOut(Object where, long confirm) {
		return SessionStoreEndpointWebExtension.answer(() -> {
			SignOutResult result = this.delegate.signOut(where, confirm);
			return new WebEndpointResponse<>(result,
					result.refused() ? STATUS_CONFLICT : WebEndpointResponse.STATUS_OK);
		});
	}

}
