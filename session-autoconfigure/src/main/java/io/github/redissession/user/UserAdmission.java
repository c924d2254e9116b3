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
 * Admits or refuses the logins of users who have a limit. The index decides atomically,
 * so simultaneous logins never exceed the limit. Before a login is refused, the sessions
 * that count against it are looked up: those that no longer exist, for example because
 * Redis evicted them, do not count.
 */
public final class UserAdmission {

	private final SessionStore store;

	private final SessionIndex index;

	/**
	 * Creates the admission.
	 * @param store holds the sessions
	 * @param index holds the ids of each user's sessions
	 */
	public UserAdmission(SessionStore store, SessionIndex index) {
		this.store = store;
		this.index = index;
	}

	/**
	 * Decides about one login, and reserves its place for a minute if it is admitted.
	 * @param principal the user's name as it is stored
	 * @param limit how many sessions the user may have
	 * @param id the id that the session will have
	 * @param previousId the current id of the session if it already counts, otherwise
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
