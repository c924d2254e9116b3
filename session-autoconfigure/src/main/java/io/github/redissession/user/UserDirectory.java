package io.github.redissession.user;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.github.redissession.Device;
import io.github.redissession.UserDevice;
import io.github.redissession.core.OperationWatch;
import io.github.redissession.core.UserPolicy;
import io.github.redissession.index.IndexName;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.spi.DeviceNames;
import io.github.redissession.spi.ExpiryPolicy;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionEnd.Reason;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionObserver.Outcome;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Finds, describes and ends the sessions of a user, without blocking. A search takes two
 * round trips: the ids in the user's index, then all their sessions at once.
 */
public final class UserDirectory {

	private final SessionStore store;

	private final SessionIndex index;

	private final ExpiryPolicy policy;

	private final UserPolicy users;

	private final DeviceNames names;

	private final SessionObserver observer;

	/**
	 * Creates the directory.
	 * @param store holds the sessions
	 * @param index holds the ids of each user's sessions
	 * @param policy decides the time limits that apply now
	 * @param users knows how names of users are stored
	 * @param names names devices
	 * @param observer is notified of each search and of outdated index entries
	 */
	public UserDirectory(SessionStore store, SessionIndex index, ExpiryPolicy policy, UserPolicy users,
			DeviceNames names, SessionObserver observer) {
		this.store = store;
		this.index = index;
		this.policy = policy;
		this.users = users;
		this.names = names;
		this.observer = observer;
	}

	/**
	 * Returns the index that lists a session under the name of its user.
	 * @param details the details of the session
	 * @return that index; empty if no user is logged in
	 */
	public static Collection<IndexName> indexes(Map<String, String> details) {
		String principal = details.get(SessionRecord.PRINCIPAL);
		return (principal != null) ? List.of(IndexName.user(principal)) : List.of();
	}

	/**
	 * Finds the sessions of a user. An entry of the index whose session has gone, or now
	 * belongs to another user, is left out of the result and dropped from the index.
	 * @param user the user's name, as the application knows it
	 * @return the sessions by id, the one that ends first first
	 */
	public CompletionStage<Map<String, SessionRecord>> find(String user) {
		IndexName name = index(user);
		return new OperationWatch(this.observer).watch(Operation.LIST, () -> read(name), (found) -> Outcome.OK);
	}

	private CompletionStage<Map<String, SessionRecord>> read(IndexName name) {
		return this.index.list(name).thenCompose((entries) -> {
			if (entries.isEmpty()) {
				return CompletableFuture.completedFuture(Map.of());
			}
			List<String> ids = entries.stream().map(SessionIndex.Entry::id).toList();
			return this.store.findAll(ids).thenApply((found) -> checked(name, entries, found));
		});
	}

	private Map<String, SessionRecord> checked(IndexName name, List<SessionIndex.Entry> entries,
			Map<String, SessionRecord> found) {
		Map<String, SessionRecord> live = new LinkedHashMap<>();
		List<SessionIndex.Entry> outdated = new ArrayList<>();
		for (SessionIndex.Entry entry : entries) {
			SessionRecord record = found.get(entry.id());
			if (record == null || !name.value().equals(record.principal())) {
				outdated.add(entry);
			}
			else if (!record.isExpired(this.policy.terms(record.principal()))) {
				live.put(entry.id(), record);
			}
		}
		if (!outdated.isEmpty()) {
			this.observer.indexRepaired(outdated.size());
			this.index.drop(name, outdated);
		}
		return live;
	}

	/**
	 * Describes sessions as devices: the caller's first, then by last access, the latest
	 * first. Naming devices may take a while, so never call this on a thread of the
	 * store.
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
	 * Ends sessions of a user. An id that the index lists and the store does not have is
	 * ended too, because it may be a login that is about to be stored. A session that the
	 * store has under another user's name is left alone.
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
		return IndexName.user(this.users.storedName().apply(user));
	}

}
