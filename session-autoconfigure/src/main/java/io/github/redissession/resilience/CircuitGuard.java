package io.github.redissession.resilience;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.core.Outages;
import io.github.redissession.spi.SessionObserver;

/**
 * A circuit breaker with a time budget. Requests see it closed or open; whether the store
 * is back is found out in the background, so that no user waits for that.
 */
public final class CircuitGuard implements StoreGuard, AutoCloseable {

	private static final Log logger = LogFactory.getLog(CircuitGuard.class);

	/** After how many probes without an answer the connection may be what is broken. */
	private static final int SILENT_PROBES = 2;

	private final CircuitSettings settings;

	private final StoreProbe probe;

	private final SessionObserver observer;

	private final InstantSource clock;

	private final CircuitBreakerRegistry registry;

	private final CircuitBreaker breaker;

	private final Deadlines deadlines;

	private volatile Instant since;

	private volatile @Nullable Throwable lastFailure;

	private volatile Runnable onClosed = () -> {
	};

	private final AtomicBoolean findsOut = new AtomicBoolean();

	/** So that what a call changes follows from what was counted before it. */
	private final Object counting = new Object();

	/** How many answers were not counted since the circuit was closed. */
	private int uncounted;

	private int silentProbes;

	private @Nullable Future<?> endOfDrill;

	/**
	 * Creates a closed circuit.
	 * @param settings when it opens and closes
	 * @param probe finds out whether the store is back
	 * @param observer hears of its states
	 * @param clock the application's clock
	 */
	public CircuitGuard(CircuitSettings settings, StoreProbe probe, SessionObserver observer, InstantSource clock) {
		this.settings = settings;
		this.deadlines = new Deadlines(settings.timeout());
		this.probe = probe;
		this.observer = observer;
		this.clock = clock;
		this.since = clock.instant();
		this.registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
			.slidingWindow(settings.window(), settings.minimumCalls(),
					CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
			.failureRateThreshold(settings.failureRate())
			.permittedNumberOfCallsInHalfOpenState(settings.probes())
			.build());
		this.breaker = this.registry.circuitBreaker("redis-session");
		this.breaker.getEventPublisher()
			.onStateTransition((event) -> changed(event.getStateTransition().getFromState(),
					event.getStateTransition().getToState()));
	}

	/**
	 * The breaker itself, for those who measure it.
	 * @return a registry of this breaker alone
	 */
	public CircuitBreakerRegistry registry() {
		return this.registry;
	}

	CircuitBreaker.State state() {
		return this.breaker.getState();
	}

	/**
	 * Says what to do whenever the store is back.
	 */
	void whenClosed(Runnable action) {
		this.onClosed = action;
	}

	/**
	 * Does something elsewhere, now.
	 */
	void run(Runnable action) {
		this.deadlines.run(action);
	}

	/**
	 * Does something when it may be worth trying the store again.
	 */
	void afterAWhile(Runnable action) {
		this.deadlines.after(this.settings.probeInterval(), action);
	}

	Instant since() {
		return this.since;
	}

	boolean isClosed() {
		return this.breaker.getState() == CircuitBreaker.State.CLOSED;
	}

	@Override
	public <T extends @Nullable Object> CompletionStage<T> call(Supplier<String> what,
			Supplier<CompletionStage<T>> operation) {
		if (!isClosed()) {
			return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
					"Could not %s: the store is known to be away".formatted(what.get())));
		}
		long start = System.nanoTime();
		return this.deadlines.limit(what, this.probe.isLost() ? lost(what) : operation.get())
			.whenComplete((result, ex) -> ended(start, ex));
	}

	/**
	 * Who comes long after the connection was lost would wait in vain, and so would all
	 * others until there are enough of them to open the circuit. Whether it is still so
	 * is found out in the background.
	 */
	private <T extends @Nullable Object> CompletionStage<T> lost(Supplier<String> what) {
		if (this.findsOut.compareAndSet(false, true)) {
			this.deadlines.limit(() -> "reach the store", this.probe.send())
				.whenComplete((result, ex) -> this.findsOut.set(false));
		}
		return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
				"Could not %s: the connection is lost".formatted(what.get())));
	}

	/**
	 * What ends when the circuit is not closed any more began before it opened, and says
	 * nothing about the store as it is now.
	 */
	private void ended(long start, @Nullable Throwable failure) {
		if (isClosed()) {
			record(start, failure);
		}
	}

	private void record(long start, @Nullable Throwable failure) {
		long took = System.nanoTime() - start;
		boolean isOutage = failure != null && Outages.isOutage(failure);
		if (!isOutage && this.lastFailure == null) {
			this.breaker.onSuccess(took, TimeUnit.NANOSECONDS);
			return;
		}
		synchronized (this.counting) {
			if (isOutage) {
				this.lastFailure = failure;
				this.breaker.onError(took, TimeUnit.NANOSECONDS, failure);
			}
			else if (!isClosed() || !wouldOpen()) {
				this.breaker.onSuccess(took, TimeUnit.NANOSECONDS);
			}
		}
	}

	/**
	 * Resilience4j looks at the rate whenever it has counted a call, and so the first
	 * answer after an outage of few calls would open the circuit. Answers that would do
	 * that are not counted, so the next failure does it; and if there are so many of them
	 * that the rate is low, what failed before them does not count any more either.
	 */
	private boolean wouldOpen() {
		CircuitBreaker.Metrics counted = this.breaker.getMetrics();
		int failed = counted.getNumberOfFailedCalls();
		int calls = counted.getNumberOfBufferedCalls();
		if (calls + 1 != this.settings.enoughCalls() || !isTooHigh(failed, calls + 1)) {
			return false;
		}
		this.uncounted++;
		if (!isTooHigh(failed, calls + this.uncounted)) {
			forget();
			this.breaker.reset();
		}
		return true;
	}

	private boolean isTooHigh(int failed, int calls) {
		return 100f * failed / calls >= this.settings.failureRate();
	}

	private void forget() {
		this.lastFailure = null;
		this.uncounted = 0;
	}

	private void changed(CircuitBreaker.State from, CircuitBreaker.State to) {
		this.since = this.clock.instant();
		if (from == CircuitBreaker.State.CLOSED) {
			logger.warn((to == CircuitBreaker.State.FORCED_OPEN) ? "A drill begins: the session store is not asked"
					: "The session store is away and is not asked until it is back: " + this.lastFailure);
		}
		if (to == CircuitBreaker.State.OPEN) {
			this.deadlines.after(this.settings.probeInterval(), () -> tryAgain(CircuitBreaker.State.OPEN));
		}
		else if (to == CircuitBreaker.State.CLOSED) {
			logger.info("The session store is back");
			forget();
			this.silentProbes = 0;
			this.deadlines.run(this.onClosed);
		}
		this.observer.circuitChanged(CircuitView.state(to));
	}

	private synchronized void tryAgain(CircuitBreaker.State from) {
		if (this.breaker.getState() == from) {
			this.breaker.transitionToHalfOpenState();
			probe();
		}
	}

	private void probe() {
		long start = System.nanoTime();
		this.deadlines.limit(() -> "reach the store", this.probe.send())
			.whenComplete((result, ex) -> probed(start, ex));
	}

	private synchronized void probed(long start, @Nullable Throwable failure) {
		if (this.breaker.getState() != CircuitBreaker.State.HALF_OPEN) {
			return;
		}
		record(start, failure);
		if (failure != null && Outages.isOutage(failure)) {
			if (failure instanceof SessionStoreException late && late.reason() == Reason.TIMEOUT
					&& ++this.silentProbes % SILENT_PROBES == 0) {
				this.probe.reconnect();
			}
			if (this.breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
				this.breaker.transitionToOpenState();
			}
		}
		else if (this.breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
			probe();
		}
	}

	synchronized void drill(Duration duration) {
		if (this.endOfDrill != null) {
			this.endOfDrill.cancel(false);
			this.endOfDrill = null;
		}
		if (duration.isZero() || duration.isNegative()) {
			tryAgain(CircuitBreaker.State.FORCED_OPEN);
			return;
		}
		synchronized (this.counting) {
			if (this.breaker.getState() != CircuitBreaker.State.FORCED_OPEN) {
				this.breaker.transitionToForcedOpenState();
			}
		}
		this.endOfDrill = this.deadlines.after(duration, () -> tryAgain(CircuitBreaker.State.FORCED_OPEN));
	}

	/**
	 * Lets every operation that waits run out of time, and begins no other.
	 */
	@Override
	public void close() {
		this.deadlines.close();
	}

}
