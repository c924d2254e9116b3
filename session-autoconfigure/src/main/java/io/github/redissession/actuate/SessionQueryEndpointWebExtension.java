package io.github.redissession.actuate;

import java.util.Collection;
import java.util.List;
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
 * {@link SessionQueryEndpoint} over HTTP, which knows the caller.
 */
@EndpointWebExtension(endpoint = SessionQueryEndpoint.class)
public final class SessionQueryEndpointWebExtension {

	/** The number of sessions is not the one that the caller confirmed. */
	private static final int STATUS_CONFLICT = 409;

	private final SessionQueryEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Creates the extension.
	 * @param delegate the endpoint
	 * @param showValues whether values are shown
	 * @param roles the roles that may see them, if not everyone may
	 */
	public SessionQueryEndpointWebExtension(SessionQueryEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * Finds or counts sessions.
	 * @param securityContext the caller
	 * @param where see {@link SessionQueryEndpoint#query}
	 * @param countBy see {@link SessionQueryEndpoint#query}
	 * @param limit see {@link SessionQueryEndpoint#query}
	 * @param cursor see {@link SessionQueryEndpoint#query}
	 * @return 400 for an invalid query, 503 if Redis does not answer
	 */
	@ReadOperation
	public WebEndpointResponse<Object> query(SecurityContext securityContext, @Nullable Object where,
			@Nullable String countBy, @Nullable String limit, @Nullable String cursor) {
		return WebResponse.of(() -> this.delegate.query(conditions(where), countBy,
				new Parameter("limit", limit).number(), cursor, this.showValues.isShown(securityContext, this.roles)));
	}

	/**
	 * Signs sessions out.
	 * @param where see {@link SessionQueryEndpoint#signOut}
	 * @param confirm see {@link SessionQueryEndpoint#signOut}
	 * @return 400 without a condition or a number, 409 if the number differs, 503 if
	 * Redis does not answer
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOut(@Nullable Object where, @Nullable String confirm) {
		return WebResponse.with(() -> {
			SignOutResult result = this.delegate.signOut(conditions(where), new Parameter("confirm", confirm).number());
			return new WebEndpointResponse<>(result,
					result.refused() ? STATUS_CONFLICT : WebEndpointResponse.STATUS_OK);
		});
	}

	/**
	 * A parameter that is given once is a string, and one that is repeated a list. It is
	 * not declared as a list, because then a string would be split at its commas.
	 */
	private static List<String> conditions(@Nullable Object where) {
		return (where == null) ? List.of() : (where instanceof Collection<?> several)
				? several.stream().map(String::valueOf).toList() : List.of(where.toString());
	}

}
