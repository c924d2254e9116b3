package io.github.redissession;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

/**
 * {@link UserSessions} for the user who makes a servlet request, on the device that makes
 * it. Every method also throws {@link IllegalStateException} if the request is anonymous.
 */
public interface CurrentUserSessions {

	/**
	 * Returns the user's devices: this one first, then the most recently used. If the
	 * request has no session, as with HTTP Basic, none of them is this one.
	 * @param request a request of the user
	 * @return the devices
	 */
	List<UserDevice> devices(HttpServletRequest request);

	/**
	 * Signs the user out on one device, which may be this one.
	 * @param request a request of the user
	 * @param id the id of one of the user's devices; another user's is left alone
	 * @return whether the user had such a device
	 */
	boolean signOut(HttpServletRequest request, String id);

	/**
	 * Signs the user out on all devices but this one.
	 * @param request a request of the user
	 * @return the number of sessions that were ended
	 */
	int signOutOthers(HttpServletRequest request);

	/**
	 * Signs the user out on every device, including this one.
	 * @param request a request of the user
	 * @return the number of sessions that were ended
	 */
	int signOutEverywhere(HttpServletRequest request);

}
