package io.github.redissession.user;

import java.security.Principal;
import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import io.github.redissession.CurrentUserSessions;
import io.github.redissession.UserDevice;
import io.github.redissession.UserSessions;

/**
 * Implements {@link CurrentUserSessions}.
 */
public final class ServletUserSessions implements CurrentUserSessions {

	private final UserSessions sessions;

	/**
	 * Creates the bean.
	 * @param sessions does the work
	 */
	public ServletUserSessions(UserSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public List<UserDevice> devices(HttpServletRequest request) {
		return this.sessions.devices(user(request), ids(request));
	}

	@Override
	public boolean signOut(HttpServletRequest request, String id) {
		return this.sessions.signOut(user(request), id);
	}

	@Override
	public int signOutOthers(HttpServletRequest request) {
		return this.sessions.signOutOthers(user(request), ids(request));
	}

	@Override
	public int signOutEverywhere(HttpServletRequest request) {
		return this.sessions.signOutEverywhere(user(request));
	}

	private static String user(HttpServletRequest request) {
		Principal user = request.getUserPrincipal();
		if (user == null) {
			throw new IllegalStateException("The request is anonymous: no user is logged in");
		}
		return user.getName();
	}

	private static Set<String> ids(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return (session != null) ? CallerSession.ids(session.getId(), session::getAttribute) : Set.of();
	}

}
