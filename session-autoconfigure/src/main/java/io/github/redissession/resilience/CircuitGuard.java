package io.github.redissession.resilience;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
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
 * A circuit breaker with a timeout. Requests see it closed or open; whether the store is
 * available again is found out in the background, so that no user waits for that.
 * <p>
 * An operation is counted when it ends, if the circuit is closed then: as a failure if it
 * was an outage (no answer in time, no connection, a server that cannot work at present),
 * as a success if there was any other answer, an error included. What ends after the
 * circuit has opened says nothing about the store as it is now, and is not counted. With
 * the default settings: <pre>
 * state      an operation            is counted    next state
 * closed     is sent (a)             yes           open: at least half of the last 20, and
 *                                                  no fewer than 5, have failed
 * open       fails at once           no            half-open: after 500 ms
 * half-open  fails at once; probes   probes only   closed: 2 probes in a row were answered
 *            are sent one by one                   open: a probe was an outage (b)
 * drill      fails at once           no            half-open: the drill has ended
 * </pre> (a) If the connection has been lost for longer than the timeout, the operation
 * fails at once, which counts as a failure, and a probe is sent. (b) After every second
 * probe without an answer the connection is replaced.
 * <p>
 * An answer must not open the circuit. Resilience4j compares the rate after each call
 * that it counts, so after three failures and an answer the second answer, the fifth
 * call, would open it, although the store works: 3 of 5 have failed. Such an answer is
 * not counted, and the next failure opens the circuit. If instead so many answers come
 * that the rate with all of them is low, the failures are forgotten: <pre>
 * after 3 failures   counted (failed/calls)   not counted   rate with all
 * 1st answer         3/4                      0             (fewer than 5 calls)
 * 2nd answer         3/4                      1             3/5
 * 3rd answer         3/4                      2             3/6
 * 4th answer         0/0                      0             3/7, below half
 * </pre> As long as nothing has failed since the circuit closed, which is nearly always,
 * an answer is counted without a lock.
 */
public final class CircuitGuard implements StoreGuard, AutoCloseable {

	private static final Log logger = LogFactory.getLog(CircuitGuard.class);

	/** After this many unanswered probes the connection itself may be broken. */
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

	private final AtomicBoolean isProbing = new AtomicBoolean();

	/** Makes the decision about a call and the counting of it one step. */
	private final Object counting = new Object();

	/** Answers that were not counted, because each would have opened the circuit. */
	private int uncounted;

	private int silentProbes;

	private @Nullable Future<?> endOfDrill;

	/**
	 * Creates a closed circuit.
	 * @param settings when it opens and closes
	 * @param probe finds out whether the store is available again
	 * @param observer is told of changes of state
	 * @param clock the application's clock
	 */
	public CircuitGuard(CircuitSettings settings, StoreProbe probe, SessionObserver observer, InstantSource clock) {
		this.settings = settings;
		this.deadlines = new Deadlines(settings.timeout(), settings.changeTimeout());
		this.probe = probe;
		this.observer = observer;
		this.clock = clock;
		this.since = clock.instant();
		this.registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
			.slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
			.slidingWindowSize(settings.window())
			.minimumNumberOfCalls(settings.enoughCalls())
			.failureRateThreshold(settings.failureRate())
			.permittedNumberOfCallsInHalfOpenState(settings.probes())
			.build());
		this.breaker = this.registry.circuitBreaker("redis-session");
		this.breaker.getEventPublisher()
			.onStateTransition((event) -> changed(event.getStateTransition().getFromState(),
					event.getStateTransition().getToState()));
	}

	/**
	 * Returns the breaker itself, for meters.
	 * @return a registry with this breaker alone
	 */
	public CircuitBreakerRegistry registry() {
		return this.registry;
	}

	CircuitBreaker.State state() {
		return this.breaker.getState();
	}

	/**
	 * Sets what to do whenever the circuit closes.
	 */
	void whenClosed(Runnable action) {
		this.onClosed = action;
	}

	/**
	 * Runs an action on another thread, now.
	 */
	void run(Runnable action) {
		this.deadlines.run(action);
	}

	/**
	 * Runs an action after the probe interval, when it may be worth trying the store
	 * again.
	 */
	void afterProbeInterval(Runnable action) {
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
		return call(this.deadlines::limit, what, operation);
	}

	@Override
	public <T extends @Nullable Object> CompletionStage<T> change(Supplier<String> what,
			Supplier<CompletionStage<T>> operation) {
		return call(this.deadlines::limitChange, what, operation);
	}

	private <T extends @Nullable Object> CompletionStage<T> call(Limit<T> limit, Supplier<String> what,
			Supplier<CompletionStage<T>> operation) {
		if (!isClosed()) {
			return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
					"Could not %s: the store is known to be unavailable".formatted(what.get())));
		}
		long start = System.nanoTime();
		return limit.apply(what, this.probe.isLost() ? lost(what) : operation.get())
			.whenComplete((result, ex) -> ended(start, ex));
	}

	/**
	 * Fails an operation that begins long after the connection was lost: it would wait in
	 * vain, as would all others until there are enough of them to open the circuit. A
	 * probe in the background finds out whether the connection is still lost.
	 */
	private <T extends @Nullable Object> CompletionStage<T> lost(Supplier<String> what) {
		if (this.isProbing.compareAndSet(false, true)) {
			this.deadlines.limit(() -> "reach the store", this.probe.send())
				.whenComplete((result, ex) -> this.isProbing.set(false));
		}
		return CompletableFuture.failedFuture(new SessionStoreException(Reason.UNAVAILABLE,
				"Could not %s: the connection is lost".formatted(what.get())));
	}

	/**
	 * Counts an operation, unless the circuit has opened since it began.
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
	 * Returns whether counting one more answer would open the circuit, and forgets the
	 * failures once enough such answers have come.
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
			logger.warn((to == CircuitBreaker.State.FORCED_OPEN) ? "A drill begins: the session store is not called"
					: "The session store is unavailable, and is not called until it is available again: "
							+ this.lastFailure);
		}
		if (to == CircuitBreaker.State.OPEN) {
			this.deadlines.after(this.settings.probeInterval(), () -> tryAgain(CircuitBreaker.State.OPEN));
		}
		else if (to == CircuitBreaker.State.CLOSED) {
			logger.info("The session store is available again");
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
	 * Stops the clock: what is waiting never times out, and nothing is probed any more.
	 */
	@Override
	public void close() {
		this.deadlines.close();
	}

	/**
	 * Limits the time of an operation.
	 */
	private interface Limit<T extends @Nullable Object>
			extends BiFunction<Supplier<String>, CompletionStage<T>, CompletionStage<T>> {

	}

}
