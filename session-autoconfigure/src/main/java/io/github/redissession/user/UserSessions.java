package io.github.redissession.user;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.redissession.SessionStoreException;
import io.github.redissession.UserDevice;
import io.github.redissession.core.TimeBudget;

/**
 * The devices on which users are logged in, and their sign-out. A bean for servlet
 * applications and for code that may block; {@link ReactiveUserSessions} is the same
 * without waiting.
 * <p>
 * A sign-out that has returned is final: a request of the signed-out device that is still
 * in flight brings nothing back, and its next one finds no session. That holds for
 * sessions which are just getting a new id, and for logins which are being stored. A
 * login that begins later is not affected, so change the password first.
 * <p>
 * Every method throws {@link SessionStoreException} if the store failed or did not answer
 * in time; a sign-out may then have been done in part and can be repeated. A user without
 * sessions, or one that never existed, has no devices.
 */
public final class UserSessions {

	private static final String WHAT = "reach the sessions of the user";

	private final UserDirectory directory;

	private final TimeBudget budget;

	/**
	 * Creates the bean.
	 * @param directory finds and ends the sessions
	 * @param timeout how long to wait until all is done
	 */
	public UserSessions(UserDirectory directory, Duration timeout) {
		this.directory = directory;
		this.budget = new TimeBudget(timeout);
	}

	/**
	 * The devices on which a user is logged in, the one used last first. Two round trips
	 * however many they are.
	 * @param user the user's name
	 * @return the devices
	 */
	public List<UserDevice> devices(String user) {
		return devices(user, Set.of());
	}

	/**
	 * The devices of who is logged in.
	 * @param user the user
	 * @return the devices
	 * @see #devices(String)
	 */
	public List<UserDevice> devices(Principal user) {
		return devices(user.getName());
	}

	/**
	 * The devices on which a user is logged in, the one that asks first.
	 * @param user the user's name
	 * @param currentId the id of the session that asks
	 * @return the devices
	 */
	public List<UserDevice> devices(String user, String currentId) {
		return devices(user, Set.of(currentId));
	}

	List<UserDevice> devices(String user, Set<String> currentIds) {
		return this.directory.devices(this.budget.await(WHAT, this.directory.find(user)), currentIds);
	}

	/**
	 * Signs a user out on one device.
	 * @param user the user's name
	 * @param id the id of a session; one that is not the user's is left alone
	 * @return whether there was such a session
	 */
	public boolean signOut(String user, String id) {
		return this.budget.await(WHAT, this.directory.signOut(user, id));
	}

	/**
	 * Signs a user out on all devices but one.
	 * @param user the user's name
	 * @param currentId the id of the session that stays
	 * @return how many sessions were ended
	 */
	public int signOutOthers(String user, String currentId) {
		return signOutOthers(user, Set.of(currentId));
	}

	int signOutOthers(String user, Set<String> currentIds) {
		return this.budget.await(WHAT, this.directory.signOut(user, (id) -> !currentIds.contains(id)));
	}

	/**
	 * Signs who is logged in out on every device.
	 * @param user the user
	 * @return how many sessions were ended
	 * @see #signOutEverywhere(String)
	 */
	public int signOutEverywhere(Principal user) {
		return signOutEverywhere(user.getName());
	}

	/**
	 * Signs a user out on every device: after a change of the password, when an account
	 * is locked, on an administrator's order.
	 * @param user the user's name
	 * @return how many sessions were ended
	 */
	public int signOutEverywhere(String user) {
		return this.budget.await(WHAT, this.directory.signOut(user, (id) -> true));
	}

}
