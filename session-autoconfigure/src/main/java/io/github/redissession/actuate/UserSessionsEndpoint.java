package io.github.redissession.actuate;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import io.github.redissession.UserDevice;
import io.github.redissession.UserSessions;

/**
 * Lists the devices on which a user is logged in, and signs them out. A name with
 * characters that servers reject in a path, such as a slash, goes into the parameter
 * {@code user}.
 */
@Endpoint(id = "usersessions")
public final class UserSessionsEndpoint {

	private final UserSessions sessions;

	/**
	 * Creates the endpoint.
	 * @param sessions lists and ends sessions
	 */
	public UserSessionsEndpoint(UserSessions sessions) {
		this.sessions = sessions;
	}

	/**
	 * Returns the devices of a user.
	 * @param user the user's name
	 * @return the devices, empty for an unknown user
	 */
	@ReadOperation
	public UserSessionsDescriptor devices(@Selector String user) {
		return new UserSessionsDescriptor(this.sessions.devices(user).stream().map(UserSessionDescriptor::of).toList());
	}

	/**
	 * Returns the devices of a user whose name may have any characters.
	 * @param user the user's name
	 * @return the devices, empty for an unknown user
	 */
	@ReadOperation
	public UserSessionsDescriptor devicesOf(@Nullable String user) {
		return devices(required(user));
	}

	/**
	 * Signs a user out everywhere.
	 * @param user the user's name
	 * @return how many sessions were ended
	 */
	@DeleteOperation
	public EndedSessions signOut(@Selector String user) {
		return new EndedSessions(this.sessions.signOutEverywhere(user));
	}

	/**
	 * Signs out a user whose name may have any characters.
	 * @param user the user's name
	 * @param id the id of one session, {@code null} for all
	 * @return how many sessions were ended
	 */
	@DeleteOperation
	public EndedSessions signOutOf(@Nullable String user, @Nullable String id) {
		return (id == null) ? signOut(required(user)) : signOutDevice(required(user), id);
	}

	private static String required(@Nullable String user) {
		return new Parameter("user", user).required("usersessions/alice or usersessions?user=alice");
	}

	/**
	 * Signs a user out on one device.
	 * @param user the user's name
	 * @param id the id of the session
	 * @return how many sessions were ended, 0 if the user has no such session
	 */
	@DeleteOperation
	public EndedSessions signOutDevice(@Selector String user, @Selector String id) {
		return EndedSessions.one(this.sessions.signOut(user, id));
	}

	/**
	 * The devices of a user.
	 *
	 * @param sessions the sessions, the most recently used first
	 */
	public record UserSessionsDescriptor(List<UserSessionDescriptor> sessions) {

	}

	/**
	 * A session of a user.
	 *
	 * @param id its id
	 * @param created when it began
	 * @param lastAccess the last recorded access
	 * @param expires when it ends unless it is used again, {@code null} for never
	 * @param address the address from which the user logged in, {@code null} if unknown
	 * @param userAgent the {@code User-Agent} of the device, {@code null} if unknown
	 * @param name a readable name of the device
	 */
	public record UserSessionDescriptor(String id, Instant created, Instant lastAccess, @Nullable Instant expires,
			@Nullable String address, @Nullable String userAgent, String name) {

		private static UserSessionDescriptor of(UserDevice device) {
			return new UserSessionDescriptor(device.id(), device.created(), device.lastAccess(), device.expires(),
					device.address(), device.userAgent(), device.name());
		}

	}

}
