package io.github.redissession.user;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.SessionIndex;
import io.github.redissession.spi.Admission;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionStore;

/**
 * Decides about logins of users with a limit. The index decides in one step, so any
 * number of simultaneous logins never exceed the limit. Before a login is refused, the
 * sessions in its way are looked at: those that are not there any more, because Redis
 * evicted them for example, do not count.
 */
public final class UserAdmission {

	private final SessionStore store;

	private final SessionIndex index;

	/**
	 * Creates the decision.
	 * @param store has the sessions
	 * @param index has the users' sessions
	 */
	public UserAdmission(SessionStore store, SessionIndex index) {
		this.store = store;
		this.index = index;
	}

	/**
	 * Decides about one login, and reserves its place for a minute.
	 * @param principal the user's name as it is stored
	 * @param limit how many sessions the user may have
	 * @param id the id which the session will have
	 * @param previousId the id of the session if it counts already, otherwise
	 * {@code null}
	 * @return the decision
	 */
	public CompletionStage<Admission> admit(String principal, SessionLimit limit, String id,
			@Nullable String previousId) {
		IndexName user = IndexName.user(principal);
		return this.index.admit(user, limit, id, previousId, List.of()).thenCompose((decision) -> {
			if (decision.admitted()) {
				return CompletableFuture.completedFuture(decision);
			}
			return absent(decision.sessions())
				.thenCompose((absent) -> absent.isEmpty() ? CompletableFuture.completedFuture(decision)
						: this.index.admit(user, limit, id, previousId, absent));
		});
	}

	private CompletionStage<List<String>> absent(List<String> ids) {
		return this.store.findAll(ids)
			.thenApply((found) -> ids.stream().filter((id) -> !found.containsKey(id)).toList());
	}

}
