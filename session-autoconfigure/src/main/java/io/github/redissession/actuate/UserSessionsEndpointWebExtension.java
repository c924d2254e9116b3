package io.github.redissession.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link UserSessionsEndpoint} over HTTP, which has a status for a session that is not
 * there, and for a Redis that does not answer.
 */
@EndpointWebExtension(endpoint = UserSessionsEndpoint.class)
public final class UserSessionsEndpointWebExtension {

	private final UserSessionsEndpoint delegate;

	/**
	 * Creates the extension.
	 * @param delegate does the work
	 */
	public UserSessionsEndpointWebExtension(UserSessionsEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * The devices of a user.
	 * @param user the user's name
	 * @return 503 without an answer of Redis
	 */
	@ReadOperation
	public WebEndpointResponse<Object> devices(@Selector String user) {
		return WebAnswer.of(() -> this.delegate.devices(user));
	}

	/**
	 * The devices of a user with any name.
	 * @param user the user's name
	 * @return 400 without a name, 503 without an answer of Redis
	 */
	@ReadOperation
	public WebEndpointResponse<Object> devicesOf(@Nullable String user) {
		return WebAnswer.of(() -> this.delegate.devicesOf(user));
	}

	/**
	 * Signs a user out everywhere.
	 * @param user the user's name
	 * @return 503 without an answer of Redis
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOut(@Selector String user) {
		return WebAnswer.of(() -> this.delegate.signOut(user));
	}

	/**
	 * Signs a user with any name out.
	 * @param user the user's name
	 * @param id the id of one session, {@code null} for all
	 * @return 400 without a name, 503 without an answer of Redis
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOutOf(@Nullable String user, @Nullable String id) {
		return WebAnswer.of(() -> this.delegate.signOutOf(user, id));
	}

	/**
	 * Signs a user out on one device.
	 * @param user the user's name
	 * @param id the id of the session
	 * @return 204, 404 if the user has no such session, 503 without an answer of Redis
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOutDevice(@Selector String user, @Selector String id) {
		return WebAnswer.ended(() -> this.delegate.signOutDevice(user, id));
	}

}
