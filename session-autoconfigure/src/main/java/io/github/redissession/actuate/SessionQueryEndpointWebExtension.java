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
	 * @return 400 for a question that makes no sense, 503 without an answer of Redis
	 */
	@ReadOperation
	public WebEndpointResponse<Object> query(SecurityContext securityContext, @Nullable Object where,
			@Nullable String countBy, @Nullable String limit, @Nullable String cursor) {
		return WebAnswer.of(() -> this.delegate.query(conditions(where), countBy,
				new Parameter("limit", limit).number(), cursor, this.showValues.isShown(securityContext, this.roles)));
	}

	/**
	 * Signs sessions out.
	 * @param where see {@link SessionQueryEndpoint#signOut}
	 * @param confirm see {@link SessionQueryEndpoint#signOut}
	 * @return 400 without a condition or a number, 409 if there are more or fewer, 503
	 * without an answer of Redis
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOut(@Nullable Object where, @Nullable String confirm) {
		return WebAnswer.with(() -> {
			SignOutResult result = this.delegate.signOut(conditions(where), new Parameter("confirm", confirm).number());
			return new WebEndpointResponse<>(result,
					result.refused() ? STATUS_CONFLICT : WebEndpointResponse.STATUS_OK);
		});
	}

	/**
	 * A parameter that is given once is a text, one that is repeated a list. It is not
	 * declared as a list, because a text would be divided at its commas then.
	 */
	private static List<String> conditions(@Nullable Object where) {
		return (where == null) ? List.of() : (where instanceof Collection<?> several)
				? several.stream().map(String::valueOf).toList() : List.of(where.toString());
	}

}
