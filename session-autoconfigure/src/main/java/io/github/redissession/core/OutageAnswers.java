package io.github.redissession.core;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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
 * Answers in place of a store that is away, as the mode of the request says. What is no
 * outage stays the failure that it is.
 */
final class OutageAnswers {

	private static final Log logger = LogFactory.getLog(OutageAnswers.class);

	/** Every request fails, and so would say the same. */
	private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

	private final LogRateLimiter away = new LogRateLimiter(LOG_INTERVAL);

	private final LogRateLimiter full = new LogRateLimiter(LOG_INTERVAL);

	private final Outages outages;

	private final SessionObserver observer;

	OutageAnswers(SessionSettings settings) {
		this.outages = settings.outages();
		this.observer = settings.observer();
	}

	/**
	 * What is known of a session that cannot be read.
	 */
	CompletionStage<@Nullable SessionRecord> find(String id, SessionRequest request, Throwable failure) {
		OutageMode mode = mode(request, failure);
		if (mode == OutageMode.REJECT) {
			return CompletableFuture.failedFuture(Stages.cause(failure));
		}
		SessionStore local = local(mode);
		if (local != null) {
			return local.find(id)
				.whenComplete((record, ex) -> this.observer.answeredWithoutStore(Operation.FIND,
						(ex != null) ? OutageMode.ANONYMOUS : mode))
				.exceptionally((ex) -> unresolved(request));
		}
		this.observer.answeredWithoutStore(Operation.FIND, OutageMode.ANONYMOUS);
		return CompletableFuture.completedFuture(unresolved(request));
	}

	private static @Nullable SessionRecord unresolved(SessionRequest request) {
		request.rememberUnresolved();
		return null;
	}

	/**
	 * Keeps a change that cannot be stored, or drops it as if the session had ended. A
	 * session that begins would take the cookie of one that could not be found, so it is
	 * kept only if somebody logs in on purpose.
	 */
	CompletionStage<SaveResult> save(SessionRequest request, Operation operation, SessionDelta delta,
			Throwable failure) {
		OutageMode mode = mode(request, failure);
		if (mode == OutageMode.REJECT) {
			return CompletableFuture.failedFuture(Stages.cause(failure));
		}
		SessionStore local = local(mode);
		boolean begins = delta.kind() == SessionDelta.Kind.CREATE;
		if (local == null || (begins && !request.mayReplaceSession(delta.principal()))) {
			return CompletableFuture.completedFuture(dropped(operation, delta, Stages.cause(failure)));
		}
		return local.save(delta)
			.whenComplete((result, ex) -> told(operation, mode, ex))
			.exceptionally((ex) -> dropped(operation, delta, Stages.cause(ex)));
	}

	private void told(Operation operation, OutageMode mode, @Nullable Throwable failure) {
		if (failure == null) {
			this.observer.answeredWithoutStore(operation, mode);
		}
	}

	private SaveResult dropped(Operation operation, SessionDelta delta, Throwable failure) {
		this.observer.answeredWithoutStore(operation, OutageMode.ANONYMOUS);
		if (delta.kind() != SessionDelta.Kind.CREATE && !delta.isTouch()) {
			logger.warn("What a request has changed in session %s is lost: %s".formatted(delta.previousId(),
					failure.getMessage()));
		}
		return SaveResult.GONE;
	}

	/**
	 * Keeps the end of a session that cannot be ended now. Who is told that a session has
	 * ended relies on it, so it is an error if that cannot be kept, also where the
	 * request otherwise goes on.
	 */
	CompletionStage<@Nullable SessionRecord> delete(SessionEnd end, SessionRequest request, Throwable failure) {
		OutageMode mode = mode(request, failure);
		SessionStore local = local(mode);
		if (Outages.isOutage(Stages.cause(failure)) && request.isUnsaved(end.id())) {
			return endUnsaved(request).thenApply((none) -> null);
		}
		if (local == null) {
			return CompletableFuture.failedFuture(Stages.cause(failure));
		}
		return local.delete(end).whenComplete((record, ex) -> told(Operation.DELETE, mode, ex));
	}

	/**
	 * A session of which no client has heard ends without the store. But who showed
	 * another one, which could not be looked up, means that.
	 */
	CompletionStage<@Nullable Void> endUnsaved(SessionRequest request) {
		SessionStoreException outage = request.unresolved();
		return (outage != null) ? CompletableFuture.failedFuture(outage) : CompletableFuture.completedFuture(null);
	}

	/**
	 * Goes on although nobody can say what has become of something that will be tried
	 * again by another request.
	 */
	CompletionStage<@Nullable Void> tolerated(SessionRequest request, CompletionStage<@Nullable Void> stage) {
		return stage.exceptionallyCompose((ex) -> (mode(request, ex) != OutageMode.REJECT)
				? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(Stages.cause(ex)));
	}

	/**
	 * The mode that applies. A failure that is no outage is treated like a rejection.
	 */
	private OutageMode mode(SessionRequest request, Throwable failure) {
		if (Stages.cause(failure) instanceof SessionStoreException outage && outage.isOutage()) {
			OutageMode mode = request.outageMode(this.outages);
			if (!request.isOutage()) {
				tellAway(mode, outage);
			}
			request.outage(outage);
			return mode;
		}
		if (Stages.cause(failure) instanceof SessionStoreException store && store.reason() == Reason.FULL
				&& this.full.admit() >= 0) {
			logger.error("The session store is full, and nobody can log in: " + Stages.cause(failure).getMessage());
		}
		return OutageMode.REJECT;
	}

	private void tellAway(OutageMode mode, SessionStoreException outage) {
		long others = this.away.admit();
		if (others >= 0) {
			logger.warn("A request is answered in mode %s, as were %d others since this was said: %s"
				.formatted(mode.name().toLowerCase(Locale.ROOT), others, outage.getMessage()));
		}
	}

	private @Nullable SessionStore local(OutageMode mode) {
		return (mode == OutageMode.LOCAL) ? this.outages.local() : null;
	}

}
