package io.github.redissession.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.SessionToken;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionObserver.Refusal;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Takes over the sessions of another store, each when its client comes with the old id.
 * <pre>
 * step       what                                    if the process dies after it
 * 1 find     our session, whose id follows from      -
 *            the old one
 * 2 read     the old session: is it alive?           -
 * 3 begin    our session, unless it exists           both exist: the next request finds
 *                                                    ours, and does step 4
 * 4 remove   the old session                         only ours exists: the next request
 *                                                    finds it
 * </pre> A request gets the session only after step 4. So whatever it does with it, such
 * as a logout or a change of the id, nothing is left from which the session could be
 * taken over again. An end without a request of the session's client, such as a sign-out
 * of all devices, may come between the steps 3 and 4. It leaves a mark at our id for as
 * long as the old session may exist ({@link SessionRecord#ADOPTED}), and step 3 of a
 * later request is refused.
 * <p>
 * Requests that run at the same time do all steps at the same time. Step 3 succeeds for
 * one of them, and the others read what it has begun. It also fails if it comes later
 * than {@link #WINDOW} after step 2 by the clock of the store. Otherwise a process that
 * was suspended between the two could begin the session once more after others have begun
 * it and changed its id, and the mark of that change has expired.
 */
final class SessionAdoption {

	/** At most half of the time for which the mark of a session with a new id stays. */
	static final Duration WINDOW = Duration.ofSeconds(5);

	private final SessionStore store;

	private final SessionSettings settings;

	private final SessionRequest request;

	SessionAdoption(SessionStore store, SessionSettings settings, SessionRequest request) {
		this.store = store;
		this.settings = settings;
		this.request = request;
	}

	/**
	 * Returns the session that takes the place of a legacy one. The stage fails if that
	 * is not certain, and the next request goes on from there.
	 */
	CompletionStage<Adopted> adopt(String legacyId) {
		return this.settings.legacy()
			.token(legacyId)
			.thenCompose((token) -> this.store.find(token.id())
				.thenCompose((found) -> (found != null) ? removed(legacyId, found) : begin(legacyId, token.id()))
				.thenApply((record) -> new Adopted(token, record)));
	}

	private CompletionStage<@Nullable SessionRecord> begin(String legacyId, String id) {
		return this.settings.legacy().find(legacyId, id).thenCompose((found) -> {
			SessionRecord legacy = found.session();
			if (legacy == null) {
				return refused((found.refusal() != null) ? found.refusal() : Refusal.ABSENT);
			}
			AdoptedSession session = new AdoptedSession(this.settings, this.request, legacy);
			if (session.isOver()) {
				return refused(Refusal.EXPIRED);
			}
			return this.store.save(session.delta().ifAbsent(legacy.observed().plus(WINDOW)))
				.thenCompose((result) -> begun(legacyId, id, session, result));
		});
	}

	private CompletionStage<@Nullable SessionRecord> begun(String legacyId, String id, AdoptedSession session,
			SaveResult result) {
		if (result == SaveResult.SAVED) {
			this.settings.observer().sessionAdopted();
		}
		return this.store.find(id).thenCompose((found) -> {
			if (found != null) {
				return removed(legacyId, found);
			}
			return (result == SaveResult.CONFLICT) ? CompletableFuture.failedFuture(late(id))
					: this.settings.legacy()
						.remove(legacyId, session.user())
						.thenCompose((nothing) -> refused(Refusal.ENDED));
		});
	}

	private static SessionStoreException late(String id) {
		return new SessionStoreException(Reason.TIMEOUT,
				"Could not take over session %s: the store was too slow".formatted(id));
	}

	/**
	 * Returns a session of which nothing is left in the other store.
	 */
	private CompletionStage<@Nullable SessionRecord> removed(String legacyId, SessionRecord found) {
		String user = (found.principal() != null)
				? this.settings.principalResolver().apply(new RequestSession(this.settings, this.request, found))
				: null;
		return this.settings.legacy().remove(legacyId, user).thenApply((nothing) -> found);
	}

	private CompletionStage<@Nullable SessionRecord> refused(Refusal reason) {
		this.settings.observer().adoptionRefused(reason);
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * The session in the place of a legacy one.
	 *
	 * @param token its token
	 * @param record the session, {@code null} if there is none
	 */
	record Adopted(SessionToken token, @Nullable SessionRecord record) {

	}

}
