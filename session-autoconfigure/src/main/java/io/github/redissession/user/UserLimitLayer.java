package io.github.redissession.user;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.Admission;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreLayer;

/**
 * Keeps each user within the limit of sessions: a login beyond it is refused, or ends
 * another session of the user.
 */
public final class UserLimitLayer extends SessionStoreLayer {

	private final UserAdmission admission;

	/**
	 * Creates the layer.
	 * @param store the next layer
	 * @param admission decides about logins
	 */
	public UserLimitLayer(SessionStore store, UserAdmission admission) {
		super("user limit", store);
		this.admission = admission;
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		String principal = delta.principal();
		SessionLimit limit = delta.login().limit();
		if (principal == null || limit == null) {
			return next().save(delta);
		}
		return decide(delta, principal, limit).thenCompose((decided) -> decided.admitted()
				? begin(delta, principal, decided) : CompletableFuture.completedFuture(SaveResult.REFUSED));
	}

	/**
	 * Decides about a login. If its place was reserved for another id, because the id has
	 * been changed again since, the place moves to the new id.
	 */
	private CompletionStage<Admission> decide(SessionDelta delta, String principal, SessionLimit limit) {
		Admission decided = delta.login().admission();
		if (decided == null) {
			boolean counts = principal.equals(delta.known().get(SessionRecord.PRINCIPAL));
			return this.admission.admit(principal, limit, delta.id(), counts ? delta.previousId() : null);
		}
		if (decided.id().equals(delta.id())) {
			return CompletableFuture.completedFuture(decided);
		}
		return this.admission.admit(principal, limit, delta.id(), decided.id())
			.thenApply((again) -> again.after(decided));
	}

	/**
	 * Saves the session and at the same time ends those that make room for it. The index
	 * lists them until they have ended.
	 */
	private CompletionStage<SaveResult> begin(SessionDelta delta, String principal, Admission decision) {
		CompletionStage<SaveResult> saved = next().save(delta);
		for (String id : decision.sessions()) {
			CompletionStage<@Nullable SessionRecord> ended = delete(
					new SessionEnd(id, SessionEnd.Reason.LIMIT, Map.of(SessionRecord.PRINCIPAL, principal)));
			saved = saved.thenCombine(ended, (result, record) -> Objects.requireNonNull(result));
		}
		return saved;
	}

}
