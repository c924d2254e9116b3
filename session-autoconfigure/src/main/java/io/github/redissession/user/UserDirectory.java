package io.github.redissession.user;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.github.redissession.Device;
import io.github.redissession.UserDevice;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.index.IndexName;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.spi.DeviceNames;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionEnd.Reason;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * What {@link UserSessions} and {@link ReactiveUserSessions} have in common: everything
 * but waiting.
 */
public final class UserDirectory {

	private final SessionStore store;

	private final SessionIndex index;

	private final IndexedSessions sessions;

	private final UserPolicy policy;

	private final DeviceNames names;

	/**
	 * Creates the directory.
	 * @param store has the sessions
	 * @param index has the ids of users' sessions
	 * @param sessions finds the sessions of an index
	 * @param policy knows how users are stored
	 * @param names makes names of devices
	 */
	public UserDirectory(SessionStore store, SessionIndex index, IndexedSessions sessions, UserPolicy policy,
			DeviceNames names) {
		this.store = store;
		this.index = index;
		this.sessions = sessions;
		this.policy = policy;
		this.names = names;
	}

	/**
	 * The sessions of a user.
	 */
	CompletionStage<Map<String, SessionRecord>> sessions(String user) {
		return this.sessions.find(index(user));
	}

	/**
	 * Describes sessions as devices, the one that asks first and then the one used last.
	 * Making up names may take a while, so this is nothing for a thread of the store.
	 */
	List<UserDevice> devices(Map<String, SessionRecord> sessions, Collection<String> currentIds) {
		return sessions.values()
			.stream()
			.map((session) -> device(session, currentIds.contains(session.id())))
			.sorted(Comparator.comparing(UserDevice::current).thenComparing(UserDevice::lastAccess).reversed())
			.toList();
	}

	private UserDevice device(SessionRecord session, boolean current) {
		Device device = Device.of(session.details());
		return new UserDevice(session.id(), session.created(), session.accessed(), session.expires(), device.address(),
				device.userAgent(), this.names.name(device.userAgent()), current);
	}

	/**
	 * Ends one session, if it is one of the user's.
	 */
	CompletionStage<Boolean> signOut(String user, String id) {
		return signOut(user, id::equals).thenApply((ended) -> ended > 0);
	}

	/**
	 * Ends sessions of a user. What the index lists and the store does not have is ended,
	 * too: it may be a login that is about to be stored. What the store has under another
	 * user's name is left alone.
	 */
	CompletionStage<Integer> signOut(String user, Predicate<String> ids) {
		IndexName name = index(user);
		return this.index.list(name).thenCompose((entries) -> {
			List<String> chosen = entries.stream().map(SessionIndex.Entry::id).filter(ids).toList();
			return chosen.isEmpty() ? CompletableFuture.completedFuture(0)
					: this.store.findAll(chosen).thenCompose((found) -> end(name.value(), chosen, found));
		});
	}

	private CompletionStage<Integer> end(String principal, List<String> ids, Map<String, SessionRecord> found) {
		CompletionStage<Integer> all = CompletableFuture.completedFuture(0);
		for (String id : ids) {
			SessionRecord session = found.get(id);
			if (session == null || principal.equals(session.principal())) {
				Map<String, String> known = (session != null) ? session.details()
						: Map.of(SessionRecord.PRINCIPAL, principal);
				all = all.thenCombine(this.store.delete(new SessionEnd(id, Reason.SIGN_OUT, known)),
						(number, ended) -> number + ((ended != null) ? 1 : 0));
			}
		}
		return all;
	}

	private IndexName index(String user) {
		return IndexName.user(this.policy.storedName().apply(user));
	}

}
