package io.github.redissession.user;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.redissession.UserDevice;
import io.github.redissession.UserSessions;
import io.github.redissession.core.TimeBudget;

/**
 * Implements {@link UserSessions}.
 */
public final class StoreUserSessions implements UserSessions {

	private static final String WHAT = "reach the sessions of the user";

	private final UserDirectory directory;

	private final TimeBudget budget;

	/**
	 * Creates the bean.
	 * @param directory finds and ends the sessions
	 * @param timeout how long to wait for a result, positive
	 */
	public StoreUserSessions(UserDirectory directory, Duration timeout) {
		this.directory = directory;
		this.budget = new TimeBudget(timeout);
	}

	@Override
	public List<UserDevice> devices(String user, Set<String> currentIds) {
		return this.directory.devices(this.budget.await(WHAT, this.directory.find(user)), currentIds);
	}

	@Override
	public boolean signOut(String user, String id) {
		return this.budget.await(WHAT, this.directory.signOut(user, id));
	}

	@Override
	public int signOutOthers(String user, Set<String> currentIds) {
		return this.budget.await(WHAT, this.directory.signOut(user, (id) -> !currentIds.contains(id)));
	}

	@Override
	public int signOutEverywhere(String user) {
		return this.budget.await(WHAT, this.directory.signOut(user, (id) -> true));
	}

}
