package io.github.redissession.core;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.async.LogRateLimiter;
import io.github.redissession.async.Stages;
import io.github.redissession.spi.OutageMode;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver;
import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;

/**
 * Answers in place of an unavailable store, according to the outage mode of the request.
 * A failure that is not an outage is passed on.
 */
final class OutageAnswers {

	private static final Log logger = LogFactory.getLog(OutageAnswers.class);

	/** During an outage every request would log the same. */
	private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

	private final LogRateLimiter unavailable = new LogRateLimiter(LOG_INTERVAL);

	private final LogRateLimiter lossy = new LogRateLimiter(LOG_INTERVAL);

	private final LogRateLimiter full = new LogRateLimiter(LOG_INTERVAL);

	private final Outages outages;

	private final SessionObserver observer;

	OutageAnswers(SessionSettings settings) {
		this.outages = settings.outages();
		this.observer = settings.observer();
	}

	/**
	 * Returns what is known of a session that cannot be read.
	 */
	CompletionStage<@Nullable SessionRecord> find(String id, SessionRequest request, Throwable failure) {
		OutageMode mode = mode(request, failure);
		if (mode == OutageMode.REJECT) {
			return CompletableFuture.failedFuture(Stages.cause(failure));
		}
		return locally(mode, failure, (local) -> local.find(id))
			.whenComplete((record, ex) -> this.observer.answeredWithoutStore(Operation.FIND,
					(ex != null) ? OutageMode.ANONYMOUS : mode))
			.exceptionally((ex) -> {
				request.rememberUnresolved();
				return null;
			});
	}

	/**
	 * Keeps a change that cannot be stored. If it cannot be kept either, the client is
	 * told so, whatever the mode is, unless nothing is lost that matters. A new session
	 * would replace the cookie of one that could not be found, so it is kept only if the
	 * user logs in on purpose.
	 * @param recurring whether an attribute, given its name, is set in every session that
	 * begins
	 * @return what has become of the change; {@code null} if it is neither stored nor
	 * kept, but may be tried again with what the request changes afterwards
	 */
	CompletionStage<@Nullable SaveResult> save(SessionRequest request, Operation operation, SessionDelta delta,
			Predicate<String> recurring, Throwable failure) {
		OutageMode mode = mode(request, failure);
		if (mode == OutageMode.REJECT) {
			return CompletableFuture.failedFuture(Stages.cause(failure));
		}
		boolean replaces = delta.kind() == SessionDelta.Kind.CREATE && !request.mayReplaceSession(delta.principal());
		return this
			.<@Nullable SaveResult>locally(replaces ? OutageMode.ANONYMOUS : mode, failure,
					(local) -> local.save(delta).thenApply((result) -> result))
			.whenComplete((result, ex) -> reportAnswer(operation, mode, ex))
			.exceptionallyCompose((ex) -> isExpendable(delta, request, recurring)
					? dropped(operation, delta, Stages.cause(ex)) : refused(Stages.cause(ex)));
	}

	private CompletionStage<@Nullable SaveResult> refused(Throwable failure) {
		long others = this.lossy.admit();
		if (others >= 0) {
			logger.warn(
					"Refused a request whose changes could not be stored, and %d others since the last such message: %s"
						.formatted(others, failure.getMessage()));
		}
		return CompletableFuture.failedFuture(failure);
	}

	/**
	 * Whether a change may be lost without the client being told. A login by a request
	 * that only reads, as remember-me does, is repeated by the next one, as is what a
	 * listener sets in every session that begins. Another request may have changed such a
	 * value in place, for example a cart.
	 */
	private boolean isExpendable(SessionDelta delta, SessionRequest request, Predicate<String> recurring) {
		if (request.toleratesLoss() || delta.isTouch()) {
			return true;
		}
		boolean isNew = delta.kind() == SessionDelta.Kind.CREATE;
		boolean isLoginRepeated = isNew && request.isLoginUnexpected();
		return (isNew || (delta.kind() == SessionDelta.Kind.UPDATE && delta.times().ownIdleTimeout() == null))
				&& delta.attributes()
					.keySet()
					.stream()
					.allMatch((name) -> this.outages.expendable().test(name)
							|| (isNew && !request.isChangeExpected() && recurring.test(name))
							|| (isLoginRepeated && SessionSettings.LOGIN_ATTRIBUTES.contains(name)));
	}

	private void reportAnswer(Operation operation, OutageMode mode, @Nullable Throwable failure) {
		if (failure == null) {
			this.observer.answeredWithoutStore(operation, mode);
		}
	}

	private CompletionStage<@Nullable SaveResult> dropped(Operation operation, SessionDelta delta, Throwable failure) {
		this.observer.answeredWithoutStore(operation, OutageMode.ANONYMOUS);
		if (delta.kind() != SessionDelta.Kind.CREATE && !delta.isTouch()) {
			logger.warn("The changes of a request to session %s are lost: %s".formatted(delta.previousId(),
					failure.getMessage()));
		}
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Keeps the end of a session that cannot be ended now. A caller that is told that a
	 * session has ended relies on it, so it is an error if the end cannot be kept, even
	 * where the request otherwise goes on.
	 */
	CompletionStage<@Nullable SessionRecord> delete(SessionEnd end, SessionRequest request, Throwable failure) {
		OutageMode mode = mode(request, failure);
		if (Outages.isOutage(Stages.cause(failure)) && request.memory().isUnsaved(end.id())) {
			return endUnsaved(request).thenApply((none) -> null);
		}
		return locally(mode, failure, (local) -> local.delete(end))
			.whenComplete((record, ex) -> reportAnswer(Operation.DELETE, mode, ex));
	}

	/**
	 * Ends a session whose id no client has received yet, which takes no store. But if
	 * the client presented another session that could not be read, it means that one, and
	 * the end fails.
	 */
	CompletionStage<@Nullable Void> endUnsaved(SessionRequest request) {
		SessionStoreException outage = request.unresolved();
		return (outage != null) ? CompletableFuture.failedFuture(outage) : CompletableFuture.completedFuture(null);
	}

	/**
	 * Goes on although it is unknown whether an operation has succeeded; another request
	 * will try it again.
	 */
	CompletionStage<@Nullable Void> tolerated(SessionRequest request, CompletionStage<@Nullable Void> stage) {
		return stage.exceptionallyCompose((ex) -> (mode(request, ex) != OutageMode.REJECT)
				? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(Stages.cause(ex)));
	}

	/**
	 * Returns the mode that applies. A failure that is not an outage is treated like a
	 * rejection.
	 */
	private OutageMode mode(SessionRequest request, Throwable failure) {
		if (Stages.cause(failure) instanceof SessionStoreException outage && outage.isOutage()) {
			OutageMode mode = request.outageMode(this.outages);
			long others = request.isOutage() ? -1 : this.unavailable.admit();
			if (others >= 0) {
				logger.warn("Answered a request in mode %s, and %d others since the last such message: %s"
					.formatted(mode.name().toLowerCase(Locale.ROOT), others, outage.getMessage()));
			}
			request.outage(outage);
			return mode;
		}
		if (Stages.cause(failure) instanceof SessionStoreException store && store.reason() == Reason.FULL
				&& this.full.admit() >= 0) {
			logger.error("The session store is full, and users cannot log in: " + Stages.cause(failure).getMessage());
		}
		return OutageMode.REJECT;
	}

	private <T extends @Nullable Object> CompletionStage<T> locally(OutageMode mode, Throwable failure,
			Function<SessionStore, CompletionStage<T>> operation) {
		SessionStore local = (mode == OutageMode.LOCAL) ? this.outages.local() : null;
		return (local != null) ? operation.apply(local) : CompletableFuture.failedFuture(Stages.cause(failure));
	}

}
