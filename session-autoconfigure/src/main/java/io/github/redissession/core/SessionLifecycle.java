package io.github.redissession.core;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.Device;
import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionToken;
import io.github.redissession.StoredSession;
import io.github.redissession.index.LegacySessions;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionObserver.Outcome;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * What the servlet and the reactive repository have in common: everything except waiting.
 */
final class SessionLifecycle {

	private final SessionStore store;

	private final SessionSettings settings;

	private final SessionLookup lookup;

	private final OperationWatch watch;

	private final OutageAnswers outages;

	SessionLifecycle(SessionStore store, SessionLookup lookup, SessionSettings settings) {
		this.store = store;
		this.lookup = lookup;
		this.settings = settings;
		this.watch = new OperationWatch(settings.observer());
		this.outages = new OutageAnswers(settings);
	}

	RequestSession create(SessionRequest request) {
		return new RequestSession(this.settings, request);
	}

	CompletionStage<@Nullable StoredSession> find(String id, SessionRequest request) {
		RequestSession saved = request.memory().saved(id);
		if (saved != null || request.memory().isDead(id)) {
			return CompletableFuture.completedFuture(saved);
		}
		String legacyId = request.legacyId(id);
		if (legacyId != null) {
			return adopt(id, legacyId, request);
		}
		if (!SessionToken.isId(id)) {
			this.settings.observer().foreignIdRefused();
			return CompletableFuture.completedFuture(null);
		}
		return call(request, Operation.FIND,
				() -> (request.isChangeExpected() ? this.store.findToChange(id) : this.store.find(id))
					.thenApply((record) -> open(id, record, request)),
				SessionLifecycle::found)
			.exceptionallyCompose((ex) -> this.outages.find(id, request, ex)
				.thenApply((record) -> (record != null) ? open(id, record, request) : null));
	}

	/**
	 * Finds the session that takes the place of one of another store. As long as that is
	 * not certain, the client keeps its cookie.
	 */
	private CompletionStage<@Nullable StoredSession> adopt(String id, String legacyId, SessionRequest request) {
		Device device = request.device();
		return call(request, Operation.FIND,
				() -> this.settings.legacy()
					.adopt(legacyId, this.store, device)
					.thenApply((adopted) -> open(id, adopted, request)),
				SessionLifecycle::found)
			.exceptionallyCompose((ex) -> this.outages.find(id, request, ex).thenApply((none) -> null));
	}

	private @Nullable StoredSession open(String id, LegacySessions.Adopted adopted, SessionRequest request) {
		StoredSession session = open(adopted.token().id(), adopted.record(), request);
		if (session instanceof RequestSession opened) {
			opened.adopted(adopted.token());
		}
		else {
			request.memory().rememberDead(id);
		}
		return session;
	}

	/**
	 * Runs an operation, unless the request has found the store unavailable and goes on
	 * without it.
	 */
	private <T extends @Nullable Object> CompletionStage<T> call(SessionRequest request, Operation operation,
			Supplier<CompletionStage<T>> call, Function<T, Outcome> outcome) {
		SessionStoreException outage = request.outage();
		return (outage != null) ? CompletableFuture.failedFuture(outage) : this.watch.watch(operation, call, outcome);
	}

	/**
	 * Saves the changes of a request. A touch is not waited for: the stage is complete
	 * when the command has been sent.
	 */
	CompletionStage<@Nullable Void> save(StoredSession stored) {
		RequestSession session = (RequestSession) stored;
		if (session.isGone()) {
			return CompletableFuture.completedFuture(null);
		}
		if (session.isEnding()) {
			return end(session);
		}
		this.settings.local().keep(session.getId(), session::getExpiresAt);
		AtomicReference<AttributeNotStorableException> refused = new AtomicReference<>();
		SessionDelta delta = session.delta((ex) -> {
			this.settings.observer().attributeRefused(ex);
			refused.compareAndSet(null, ex);
		});
		if (delta == null) {
			session.request().memory().remember(session);
			return completed(refused);
		}
		if (delta.kind() != SessionDelta.Kind.UPDATE && !mayBegin(delta, session.request())) {
			session.gone();
			return completed(refused);
		}
		Operation operation = operation(delta);
		CompletionStage<@Nullable SaveResult> result = call(session.request(), operation, () -> this.store.save(delta),
				SessionLifecycle::outcome)
			.<@Nullable SaveResult>thenApply((saved) -> saved)
			.exceptionallyCompose(
					(ex) -> this.outages.save(session.request(), operation, delta, session::isRecurring, ex));
		if (delta.isTouch()) {
			finish(session, delta, SaveResult.SAVED);
			return completed(refused);
		}
		return result.thenCompose((saved) -> {
			if (saved != null) {
				finish(session, delta, saved);
			}
			return completed(refused);
		});
	}

	/**
	 * Whether the store may be asked to begin a session, or to give it a new id. A
	 * session that would replace the one with which the client has just logged in is not
	 * begun, unless it is a login itself.
	 */
	private static boolean mayBegin(SessionDelta delta, SessionRequest request) {
		boolean replaces = delta.kind() == SessionDelta.Kind.CREATE && request.isMoved();
		return request.memory().mayBegin(delta.id()) && (!replaces || request.mayReplaceSession(delta.principal()));
	}

	/**
	 * Ends a session that must not go on with an unreadable attribute.
	 */
	private CompletionStage<@Nullable Void> end(RequestSession session) {
		String id = session.getStoredId();
		session.gone();
		this.settings.local().end(session.getId());
		return (id != null) ? this.outages.tolerated(session.request(), delete(id, session.request()))
				: CompletableFuture.completedFuture(null);
	}

	CompletionStage<@Nullable Void> delete(String id, SessionRequest request) {
		RequestMemory memory = request.memory();
		String storedId = memory.storedId(id);
		SessionEnd end = new SessionEnd(storedId, SessionEnd.Reason.LOGOUT, memory.details(storedId));
		memory.rememberDead(id);
		this.settings.local().end(id);
		this.settings.local().end(storedId);
		if (!SessionToken.isId(id)) {
			return CompletableFuture.completedFuture(null);
		}
		if (memory.endUnsaved(storedId)) {
			return this.outages.endUnsaved(request);
		}
		return this.watch.watch(Operation.DELETE, () -> this.store.delete(end), SessionLifecycle::found)
			.exceptionallyCompose((ex) -> this.outages.delete(end, request, ex))
			.thenApply((record) -> null);
	}

	/**
	 * Finds the sessions that have a value in an index. They belong to no request:
	 * reading and changing them neither prolongs them nor requires a new login.
	 */
	CompletionStage<Map<String, StoredSession>> findByIndex(String indexName, String value) {
		return this.lookup.find(indexName, value).thenApply((found) -> {
			Map<String, StoredSession> sessions = new LinkedHashMap<>();
			found.forEach((id, record) -> sessions.put(id,
					new RequestSession(this.settings, SessionRequest.unknown(), record)));
			return sessions;
		});
	}

	private @Nullable StoredSession open(String id, @Nullable SessionRecord record, SessionRequest request) {
		ExpiryTerms terms = (record != null) ? this.settings.policy().terms(record.principal()) : null;
		if (record == null && this.settings.moves().test(id)) {
			request.rememberMoved();
		}
		if (record == null || terms == null || record.isExpired(terms)) {
			request.memory().rememberDead(id);
			this.settings.local().end(id);
			return null;
		}
		request.memory().rememberDetails(record);
		RequestSession session = new RequestSession(this.settings, request, record);
		this.settings.observer().sessionMeasured(session.storedSize());
		if (needsNewLogin(record, terms, request.sensitiveIdleTimeout())) {
			session.endLogin();
		}
		return session;
	}

	/**
	 * Whether a sensitive request needs a new login. The longest gap counts, not the
	 * present one: a person who finds an abandoned browser and opens the front page first
	 * must not get past the limit. A recorded access may be one touch interval older than
	 * the last real one.
	 */
	private static boolean needsNewLogin(SessionRecord record, ExpiryTerms terms, Duration limit) {
		if (record.principal() == null || !ExpiryTerms.isLimit(limit)) {
			return false;
		}
		Duration idle = record.idleTime();
		Duration gap = (idle.compareTo(record.longestGap()) > 0) ? idle : record.longestGap();
		return gap.compareTo(limit.plus(terms.touchInterval(terms.idleTimeout(record.ownIdleTimeout())))) >= 0;
	}

	private void finish(RequestSession session, SessionDelta delta, SaveResult result) {
		RequestMemory memory = session.request().memory();
		if (delta.kind() == SessionDelta.Kind.CHANGE_ID && result != SaveResult.REFUSED) {
			memory.rememberDead(delta.previousId());
			this.settings.local().end(delta.previousId());
		}
		switch (result) {
			case SAVED -> {
				session.saved(delta);
				memory.remember(session);
			}
			case GONE, CONFLICT -> {
				session.gone();
				memory.rememberDead(delta.id());
				this.settings.local().end(delta.id());
			}
			case REFUSED -> throw session.refused();
		}
	}

	private static CompletionStage<@Nullable Void> completed(AtomicReference<AttributeNotStorableException> refused) {
		AttributeNotStorableException ex = refused.get();
		return (ex != null) ? CompletableFuture.failedFuture(ex) : CompletableFuture.completedFuture(null);
	}

	private static Operation operation(SessionDelta delta) {
		return switch (delta.kind()) {
			case CREATE -> Operation.CREATE;
			case CHANGE_ID -> Operation.CHANGE_ID;
			case UPDATE -> delta.isTouch() ? Operation.TOUCH : Operation.SAVE;
		};
	}

	private static Outcome outcome(SaveResult result) {
		return switch (result) {
			case SAVED -> Outcome.OK;
			case GONE -> Outcome.GONE;
			case REFUSED, CONFLICT -> Outcome.REFUSED;
		};
	}

	private static Outcome found(@Nullable Object session) {
		return (session != null) ? Outcome.OK : Outcome.MISS;
	}

}
