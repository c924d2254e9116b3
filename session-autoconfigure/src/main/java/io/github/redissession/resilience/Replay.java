package io.github.redissession.resilience;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

import io.github.redissession.async.Stages;
import io.github.redissession.core.Outages;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver;

/**
 * Stores the changes made during an outage as soon as the store is available again, ends
 * of sessions first. A change is stored only if its session still exists and the
 * attributes that it changes are unchanged; otherwise it is dropped. A change that cannot
 * be stored because of another outage is kept.
 */
public final class Replay implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Replay.class);

	private static final int AT_A_TIME = 8;

	private static final int NAMED = 20;

	private final OutageJournal sessions;

	private final CircuitGuard guard;

	private final AtomicBoolean waiting = new AtomicBoolean();

	private final SessionObserver observer;

	private final Duration timeout;

	private volatile boolean running;

	/**
	 * Creates the replay, which starts whenever the circuit closes, and when a change is
	 * journaled while it is closed.
	 * @param sessions the journal
	 * @param guard stands in front of the store
	 * @param observer is told what is stored and what is dropped
	 * @param timeout the time to wait for the last attempt when the application stops
	 */
	public Replay(OutageJournal sessions, CircuitGuard guard, SessionObserver observer, Duration timeout) {
		this.sessions = sessions;
		this.guard = guard;
		this.observer = observer;
		this.timeout = timeout;
		guard.whenClosed(this::begin);
		sessions.whenChanged(() -> {
			if (guard.isClosed()) {
				guard.run(this::begin);
			}
		});
	}

	/**
	 * Returns what is replayed.
	 * @return the journal
	 */
	public OutageJournal journal() {
		return this.sessions;
	}

	/**
	 * Sends all changes to the store, a few sessions at a time.
	 */
	CompletionStage<@Nullable Void> begin() {
		Iterator<JournalEntry> entries = this.sessions.entries().iterator();
		return Stages.done(IntStream.range(0, AT_A_TIME).mapToObj((worker) -> work(entries)).toList());
	}

	private CompletionStage<@Nullable Void> work(Iterator<JournalEntry> entries) {
		JournalEntry next;
		synchronized (entries) {
			next = entries.hasNext() ? entries.next() : null;
		}
		if (next == null) {
			return CompletableFuture.completedFuture(null);
		}
		return send(next).thenComposeAsync((nothing) -> work(entries));
	}

	private CompletionStage<@Nullable Void> send(JournalEntry entry) {
		SessionEnd end;
		SessionDelta delta = null;
		List<String> ids;
		synchronized (this.sessions) {
			end = entry.end();
			ids = List.copyOf(entry.ids());
			if (end == null) {
				delta = entry.take();
			}
			if ((end == null) ? delta == null : !entry.beginSending()) {
				return CompletableFuture.completedFuture(null);
			}
		}
		return (delta != null) ? save(entry, delta) : end(entry, ids, end);
	}

	private CompletionStage<@Nullable Void> save(JournalEntry entry, SessionDelta delta) {
		return this.guard
			.call(() -> "store a late change of session " + delta.previousId(),
					() -> this.sessions.target().save(delta))
			.handle((result, ex) -> {
				Throwable failure = (ex != null) ? Stages.cause(ex) : null;
				if (failure != null && Outages.isOutage(failure)) {
					synchronized (this.sessions) {
						entry.restore(delta);
					}
					tryAgain();
					return false;
				}
				if (result == SaveResult.SAVED) {
					this.observer.changeReplayed();
					return stored(entry);
				}
				dropped(entry, delta, (failure != null) ? String.valueOf(failure.getMessage()) : reason(result));
				return false;
			})
			.thenCompose((more) -> more ? send(entry) : CompletableFuture.completedFuture(null));
	}

	/**
	 * Tries again later. The circuit may stay closed when few operations fail, so it
	 * would never report that the store is available again.
	 */
	private void tryAgain() {
		if (this.guard.isClosed() && this.waiting.compareAndSet(false, true)) {
			this.guard.afterProbeInterval(() -> {
				this.waiting.set(false);
				begin();
			});
		}
	}

	/**
	 * Returns whether there is more to send, because the session was changed or ended in
	 * the meantime.
	 */
	private boolean stored(JournalEntry entry) {
		synchronized (this.sessions) {
			entry.sent();
			if (entry.isEmpty()) {
				this.sessions.forget(entry);
				return false;
			}
			return true;
		}
	}

	private static String reason(@Nullable SaveResult result) {
		return (result == SaveResult.GONE) ? "the session has ended in the meantime" : (result == SaveResult.REFUSED)
				? "the user has as many sessions as allowed" : "another request has changed it in the meantime";
	}

	private void dropped(JournalEntry entry, SessionDelta delta, String reason) {
		boolean ended;
		synchronized (this.sessions) {
			entry.sent();
			ended = entry.isEnded();
			if (!ended) {
				this.sessions.forget(entry);
			}
		}
		if (ended) {
			send(entry);
		}
		else {
			logger.warn("Dropped the changes made to session %s while the store was unavailable: %s"
				.formatted(delta.id(), reason));
			this.observer.changeDropped(delta.id(), reason);
		}
	}

	private CompletionStage<@Nullable Void> end(JournalEntry entry, List<String> ids, @Nullable SessionEnd end) {
		if (end == null) {
			return CompletableFuture.completedFuture(null);
		}
		return Stages
			.done(ids.stream()
				.map((id) -> this.guard.call(() -> "end session " + id,
						() -> this.sessions.target().delete(new SessionEnd(id, end.reason(), end.known()))))
				.toList())
			.handle((nothing, ex) -> {
				synchronized (this.sessions) {
					entry.sent();
					if (ex == null || !Outages.isOutage(Stages.cause(ex))) {
						this.sessions.forget(entry);
					}
				}
				if (ex == null) {
					this.observer.changeReplayed();
				}
				else {
					tryAgain();
				}
				return null;
			});
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * After the web server has stopped and before the connections close.
	 */
	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE - 8192;
	}

	/**
	 * Tries once more before the application stops, and logs what is lost.
	 */
	@Override
	public void stop() {
		this.running = false;
		if (this.sessions.journalSize() == 0) {
			return;
		}
		try {
			begin().toCompletableFuture().get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("The last attempt to store changes failed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		List<JournalEntry> lost = this.sessions.entries();
		if (!lost.isEmpty()) {
			logger.error("The application stops while the store is unavailable. Changes of %d sessions are lost: %s%s"
				.formatted(lost.size(),
						String.join(", ", lost.stream().limit(NAMED).map((entry) -> last(entry.ids())).toList()),
						(lost.size() > NAMED) ? " and others" : ""));
		}
	}

	private static String last(Iterable<String> ids) {
		String last = "";
		for (String id : ids) {
			last = id;
		}
		return last;
	}

}
