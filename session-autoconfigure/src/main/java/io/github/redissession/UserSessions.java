package io.github.redissession;

import java.security.Principal;
import java.util.List;
import java.util.Set;

/**
 * Lists the devices on which users are logged in, and signs them out. A bean for servlet
 * applications and other code that may block; {@link ReactiveUserSessions} is its
 * non-blocking twin.
 * <p>
 * A sign-out that has returned is final: a request of the signed-out device that is still
 * in flight does not bring its session back, and its next request finds no session. This
 * also holds for a session whose id is being changed and for a login that is being
 * stored. A login that begins later is not affected, so change the password first.
 * <p>
 * Every method throws {@link SessionStoreException} if the store fails or does not answer
 * in time; a sign-out may then have ended some of the sessions, and can be repeated. A
 * user who has no sessions, or does not exist, has no devices.
 */
public interface UserSessions {

	/**
	 * Returns the devices on which a user is logged in, the most recently used first.
	 * @param user the user's name
	 * @return the devices, empty if there are none
	 */
	default List<UserDevice> devices(String user) {
		return devices(user, Set.of());
	}

	/**
	 * Returns the devices on which a user is logged in, the most recently used first.
	 * @param user the user
	 * @return the devices, empty if there are none
	 */
	default List<UserDevice> devices(Principal user) {
		return devices(user.getName());
	}

	/**
	 * Returns the devices on which a user is logged in, the caller's first.
	 * @param user the user's name
	 * @param currentId the id of the caller's session
	 * @return the devices, empty if there are none
	 */
	default List<UserDevice> devices(String user, String currentId) {
		return devices(user, Set.of(currentId));
	}

	/**
	 * Returns the devices on which a user is logged in: the caller's first, then the most
	 * recently used. It takes two round trips, however many there are.
	 * @param user the user's name
	 * @param currentIds the ids of the caller's session: two while its id is being
	 * changed, none if the caller has no session
	 * @return the devices, empty if there are none
	 */
	List<UserDevice> devices(String user, Set<String> currentIds);

	/**
	 * Signs a user out on one device.
	 * @param user the user's name
	 * @param id the id of a session; another user's session is left alone
	 * @return whether the user had such a session
	 */
	boolean signOut(String user, String id);

	/**
	 * Signs a user out on all devices but the caller's.
	 * @param user the user's name
	 * @param currentId the id of the session that stays
	 * @return the number of sessions that were ended
	 */
	default int signOutOthers(String user, String currentId) {
		return signOutOthers(user, Set.of(currentId));
	}

	/**
	 * Signs a user out on all devices but the caller's.
	 * @param user the user's name
	 * @param currentIds the ids of the session that stays, as in
	 * {@link #devices(String, Set)}
	 * @return the number of sessions that were ended
	 */
	int signOutOthers(String user, Set<String> currentIds);

	/**
	 * Signs a user out on every device.
	 * @param user the user
	 * @return the number of sessions that were ended
	 */
	default int signOutEverywhere(Principal user) {
		return signOutEverywhere(user.getName());
	}

	/**
	 * Signs a user out on every device: after a password change, when an account is
	 * locked, or on an administrator's order.
	 * @param user the user's name
	 * @return the number of sessions that were ended
	 */
	int signOutEverywhere(String user);

}
