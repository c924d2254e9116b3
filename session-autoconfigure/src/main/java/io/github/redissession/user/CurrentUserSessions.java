package io.github.redissession.user;

import java.security.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import io.github.redissession.StoredSession;
import io.github.redissession.UserDevice;

/**
 * {@link UserSessions} for the user who makes a servlet request, and the device that the
 * request comes from. Every method throws {@link IllegalStateException} if nobody is
 * logged in.
 */
public final class CurrentUserSessions {

	private final UserSessions sessions;

	/**
	 * Creates the bean.
	 * @param sessions does the work
	 */
	public CurrentUserSessions(UserSessions sessions) {
		this.sessions = sessions;
	}

	/**
	 * The user's devices: this one first, then the one used last.
	 * @param request a request of the user
	 * @return the devices
	 */
	public List<UserDevice> devices(HttpServletRequest request) {
		return this.sessions.devices(user(request), ids(request));
	}

	/**
	 * Signs the user out on one device, which may be this one.
	 * @param request a request of the user
	 * @param id the id of one of the user's devices; any other one is left alone
	 * @return whether there was such a device
	 */
	public boolean signOut(HttpServletRequest request, String id) {
		return this.sessions.signOut(user(request), id);
	}

	/**
	 * Signs the user out on all other devices.
	 * @param request a request of the user
	 * @return how many sessions were ended
	 */
	public int signOutOthers(HttpServletRequest request) {
		return this.sessions.signOutOthers(user(request), ids(request));
	}

	/**
	 * Signs the user out on every device, this one included.
	 * @param request a request of the user
	 * @return how many sessions were ended
	 */
	public int signOutEverywhere(HttpServletRequest request) {
		return this.sessions.signOutEverywhere(user(request));
	}

	private static String user(HttpServletRequest request) {
		Principal user = request.getUserPrincipal();
		if (user == null) {
			throw new IllegalStateException("Nobody is logged in");
		}
		return user.getName();
	}

	/**
	 * The id of this device, and the one under which it is still stored if this request
	 * has changed it. Without a session, as with HTTP Basic, no device is this one.
	 */
	private static Set<String> ids(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		if (session == null) {
			return Set.of();
		}
		Set<String> ids = new HashSet<>(Set.of(session.getId()));
		if (session.getAttribute(StoredSession.SELF) instanceof StoredSession stored && stored.getStoredId() != null) {
			ids.add(stored.getStoredId());
		}
		return ids;
	}

}
