package io.github.redissession.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link UserSessionsEndpoint} over HTTP, with status codes for a session that does not
 * exist and for a Redis that does not answer.
 */
@EndpointWebExtension(endpoint = UserSessionsEndpoint.class)
public final class UserSessionsEndpointWebExtension {

	private final UserSessionsEndpoint delegate;

	/**
	 * Creates the extension.
	 * @param delegate the endpoint
	 */
	public UserSessionsEndpointWebExtension(UserSessionsEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Returns the devices of a user.
	 * @param user the user's name
	 * @return 503 if Redis does not answer
	 */
	@ReadOperation
	public WebEndpointResponse<Object> devices(@Selector String user) {
		return WebResponse.of(() -> this.delegate.devices(user));
	}

	/**
	 * Returns the devices of a user whose name may have any characters.
	 * @param user the user's name
	 * @return 400 without a name, 503 if Redis does not answer
	 */
	@ReadOperation
	public WebEndpointResponse<Object> devicesOf(@Nullable String user) {
		return WebResponse.of(() -> this.delegate.devicesOf(user));
	}

	/**
	 * Signs a user out everywhere.
	 * @param user the user's name
	 * @return 503 if Redis does not answer
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOut(@Selector String user) {
		return WebResponse.of(() -> this.delegate.signOut(user));
	}

	/**
	 * Signs out a user whose name may have any characters.
	 * @param user the user's name
	 * @param id the id of one session, {@code null} for all
	 * @return 400 without a name, 503 if Redis does not answer
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOutOf(@Nullable String user, @Nullable String id) {
		return WebResponse.of(() -> this.delegate.signOutOf(user, id));
	}

	/**
	 * Signs a user out on one device.
	 * @param user the user's name
	 * @param id the id of the session
	 * @return 204, 404 if the user has no such session, 503 if Redis does not answer
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOutDevice(@Selector String user, @Selector String id) {
		return WebResponse.ended(() -> this.delegate.signOutDevice(user, id));
	}

}
