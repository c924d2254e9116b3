package io.github.redissession.actuate;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link UserSessionsEndpoint} over HTTP, which has a status for a session that is not
 * there.
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
	 * Signs a user out on one device.
	 * @param user the user's name
	 * @param id the id of the session
	 * @return 204, 404 if the user has no such session, 503 without an answer of Redis
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> signOutDevice(@Selector String user, @Selector String id) {
		return SessionStoreEndpointWebExtension.ended(() -> this.delegate.signOutDevice(user, id));
	}

}
