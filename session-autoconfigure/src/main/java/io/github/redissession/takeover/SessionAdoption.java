package io.github.redissession.takeover;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.core.RequestSession;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.index.LegacySessions;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionObserver.Refusal;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Takes over the sessions of Spring Session Data Redis, each when its client comes. <pre>
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
 * than {@link #WINDOW} after step 2 by the clock of Redis. Otherwise a process that was
 * suspended between the two could begin the session once more after others have begun it
 * and changed its id, and the mark of that change has expired.
 */
public final class SessionAdoption implements LegacySessions {

	/** At most half of the time for which the mark of a session with a new id stays. */
	static final Duration WINDOW = Duration.ofSeconds(5);

	private final SpringSessions legacy;

	private final SessionSettings settings;

	/**
	 * Creates it.
	 * @param legacy the sessions to take over
	 * @param settings what our sessions share
	 */
	public SessionAdoption(SpringSessions legacy, SessionSettings settings) {
		this.legacy = legacy;
		this.settings = settings;
	}

	@Override
	public @Nullable String id(String value) {
		return LegacyIds.parse(value);
	}

	@Override
	public CompletionStage<Adopted> adopt(String legacyId, SessionStore store, Device device) {
		return this.legacy.token(legacyId)
			.thenCompose((token) -> store.find(token.id())
				.thenCompose((found) -> (found != null) ? removed(legacyId, found)
						: begin(legacyId, token.id(), store, device))
				.thenApply((record) -> new Adopted(token, record)));
	}

	private CompletionStage<@Nullable SessionRecord> begin(String legacyId, String id, SessionStore store,
			Device device) {
		return this.legacy.find(legacyId, id).thenCompose((found) -> {
			SessionRecord old = found.session();
			if (old == null) {
				return refused((found.refusal() != null) ? found.refusal() : Refusal.ABSENT);
			}
			AdoptedSession session = new AdoptedSession(this.settings, old, device);
			if (session.isOver()) {
				return refused(Refusal.EXPIRED);
			}
			return store.save(session.delta().ifAbsent(old.observed().plus(WINDOW)))
				.thenCompose(
						(result) -> store.find(id).thenCompose((begun) -> begun(legacyId, id, session, result, begun)));
		});
	}

	private CompletionStage<@Nullable SessionRecord> begun(String legacyId, String id, AdoptedSession session,
			SaveResult result, @Nullable SessionRecord begun) {
		if (result == SaveResult.SAVED) {
			this.settings.observer().sessionAdopted();
		}
		if (begun != null) {
			return removed(legacyId, begun);
		}
		return (result == SaveResult.CONFLICT) ? CompletableFuture.failedFuture(late(id))
				: this.legacy.remove(legacyId, session.user()).thenCompose((nothing) -> refused(Refusal.ENDED));
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
				? this.settings.principalResolver().apply(RequestSession.announced(this.settings, found, false)) : null;
		return this.legacy.remove(legacyId, user).thenApply((nothing) -> found);
	}

	private CompletionStage<@Nullable SessionRecord> refused(Refusal reason) {
		this.settings.observer().adoptionRefused(reason);
		return CompletableFuture.completedFuture(null);
	}

}
