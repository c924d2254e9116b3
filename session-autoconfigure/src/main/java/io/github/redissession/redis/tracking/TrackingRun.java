package io.github.redissession.redis.tracking;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.redis.client.BackgroundThread;
import io.github.redissession.redis.client.OutageLog;

/**
 * One run of a {@link TrackingLink}, from its start to its stop. A thread of its own
 * opens the connections, checks them at intervals, and opens others when they are lost,
 * after a pause that doubles while it keeps failing.
 * <p>
 * Which lock is held when:
 *
 * <pre>
 * lock                  held by                   while
 * --------------------  ------------------------  -------------------------------------------
 * the TrackingLink      start(), stop()           the run is replaced, and stop() waits for
 *                                                 its thread (10 s at most)
 * this run              its thread                the servers become current (begin), or are
 *                                                 reported as up to date
 *                       the thread of Lettuce     the current servers are given up (lose)
 *                       that notices a loss; the
 *                       run's thread; stop()
 * none                  callers of find(), and    a session is read, a change is passed on
 *                       the threads of Lettuce
 * </pre>
 *
 * Locks are taken in this order, and never the other way round: the run's thread needs no
 * lock of the link, so stop() may wait for it. The listener is called inside the lock of
 * the run when the servers begin, are up to date, or are given up. So it learns of them
 * in that order, and never hears that servers are up to date which have been given up.
 * Its own lock is the innermost. A failure to connect is reported without a lock, because
 * then no servers are current. {@code current} is volatile: find() may still use servers
 * that are being given up, and fails, because their connections are closed.
 */
final class TrackingRun extends BackgroundThread {

	private static final Log logger = LogFactory.getLog(TrackingRun.class);

	private static final Duration PAUSE = Duration.ofMillis(250);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Supplier<TrackedServers> connect;

	private final Duration interval;

	private final SessionTracking.Listener listener;

	private final OutageLog log = new OutageLog(logger, "track changes for the near cache", PAUSE, OutageLog.FAILOVER);

	private final Semaphore wakeUp = new Semaphore(0);

	private volatile @Nullable TrackedServers current;

	/**
	 * Creates a run.
	 * @param connect connects to all servers, and blocks until that is done
	 * @param interval how often to check the connections
	 * @param listener is told of changes
	 */
	TrackingRun(Supplier<TrackedServers> connect, Duration interval, SessionTracking.Listener listener) {
		super("redis-session-near-cache", PAUSE, LONGEST_PAUSE);
		this.connect = connect;
		this.interval = interval;
		this.listener = listener;
	}

	/**
	 * Returns the current servers, {@code null} if there are none.
	 */
	@Nullable TrackedServers servers() {
		return this.current;
	}

	@Override
	public void run() {
		Duration pause = PAUSE;
		while (!isEnded()) {
			try {
				keep(open());
				pause = PAUSE;
			}
			catch (InterruptedException ex) {
				// The run ends.
			}
			catch (Exception ex) {
				report(ex);
			}
			sleep(pause);
			Duration longer = pause.multipliedBy(2);
			pause = (longer.compareTo(LONGEST_PAUSE) < 0) ? longer : LONGEST_PAUSE;
		}
	}

	private TrackedServers open() throws Exception {
		TrackedServers servers = this.connect.get();
		try {
			long sent = System.nanoTime();
			await(servers.begin());
			begin(servers, sent);
			return servers;
		}
		catch (Exception ex) {
			servers.close();
			throw ex;
		}
	}

	private synchronized void begin(TrackedServers servers, long sent) {
		if (isEnded()) {
			throw new SessionStoreException("the application is stopping");
		}
		this.current = servers;
		this.log.worked();
		this.listener.started(sent);
		servers.lost().thenAccept((reason) -> lose(servers, reason));
	}

	/**
	 * Checks the servers until they are lost.
	 */
	private void keep(TrackedServers servers) throws InterruptedException {
		while (this.current == servers) {
			if (!this.wakeUp.tryAcquire(this.interval.toNanos(), TimeUnit.NANOSECONDS)) {
				long sent = System.nanoTime();
				try {
					await(servers.beat());
					upToDate(servers, sent);
				}
				catch (ExecutionException | TimeoutException ex) {
					lose(servers, ex);
				}
			}
		}
	}

	private synchronized void upToDate(TrackedServers servers, long until) {
		if (this.current == servers) {
			this.listener.upToDate(until);
		}
	}

	private synchronized void lose(TrackedServers servers, Throwable reason) {
		if (this.current == servers) {
			this.current = null;
			report(reason);
			servers.close();
			this.wakeUp.release();
		}
	}

	private void report(Throwable failure) {
		Throwable reason = failure;
		while (reason.getCause() != null && !(reason instanceof SessionStoreException)) {
			reason = reason.getCause();
		}
		this.listener.stopped((reason.getMessage() != null) ? reason.getMessage() : reason.getClass().getSimpleName());
		if (!isEnded()) {
			this.log.failed(reason);
		}
	}

	private void sleep(Duration pause) {
		this.wakeUp.drainPermits();
		try {
			if (!isEnded() && this.wakeUp.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
				this.wakeUp.drainPermits();
			}
		}
		catch (InterruptedException ex) {
			// The run ends.
		}
	}

	@Override
	protected synchronized void wakeUp() {
		TrackedServers last = this.current;
		if (last != null) {
			lose(last, new SessionStoreException("the application is stopping"));
		}
		this.wakeUp.release();
	}

	private static void await(CompletionStage<?> stage)
			throws ExecutionException, InterruptedException, TimeoutException {
		stage.toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

}
