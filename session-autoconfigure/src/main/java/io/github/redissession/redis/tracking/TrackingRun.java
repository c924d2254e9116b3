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
import io.github.redissession.redis.client.OutageLog;

/**
 * The time between a start and a stop of a {@link TrackingLink}.
 * <p>
 * A thread of its own opens the connections, asks at short intervals whether they still
 * work, and opens others when they do not, soon at first and later if it keeps failing.
 */
final class TrackingRun implements Runnable {

	private static final Log logger = LogFactory.getLog(TrackingRun.class);

	private static final Duration PAUSE = Duration.ofMillis(250);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Supplier<TrackedServers> connect;

	private final Duration interval;

	private final SessionTracking.Listener listener;

	private final Thread thread = new Thread(this, "redis-session-near-cache");

	private final OutageLog log = new OutageLog(logger, "Telling the near cache of changes");

	private final Semaphore wakeUp = new Semaphore(0);

	private volatile @Nullable TrackedServers current;

	private volatile boolean ended;

	/**
	 * Creates it.
	 * @param connect connects to all servers, and waits for that
	 * @param interval how often to ask whether the connections still work
	 * @param listener hears of changes
	 */
	TrackingRun(Supplier<TrackedServers> connect, Duration interval, SessionTracking.Listener listener) {
		this.connect = connect;
		this.interval = interval;
		this.listener = listener;
	}

	void start() {
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * The servers, {@code null} if there are none at present.
	 */
	@Nullable TrackedServers servers() {
		return this.current;
	}

	@Override
	public void run() {
		Duration pause = PAUSE;
		while (!this.ended) {
			try {
				keep(open());
				pause = PAUSE;
			}
			catch (InterruptedException ex) {
				// It has been asked to end.
			}
			catch (Exception ex) {
				refused(ex);
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
		if (this.ended) {
			throw new SessionStoreException("the application stops");
		}
		this.current = servers;
		this.log.worked();
		this.listener.started(sent);
		servers.lost().thenAccept((reason) -> lose(servers, reason));
	}

	/**
	 * Stays until the servers are lost.
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
			refused(reason);
			servers.close();
			this.wakeUp.release();
		}
	}

	private void refused(Throwable failure) {
		Throwable reason = failure;
		while (reason.getCause() != null && !(reason instanceof SessionStoreException)) {
			reason = reason.getCause();
		}
		this.listener.stopped(String.valueOf(reason.getMessage()));
		if (!this.ended) {
			this.log.failed(reason);
		}
	}

	private void sleep(Duration pause) {
		this.wakeUp.drainPermits();
		try {
			if (!this.ended && this.wakeUp.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
				this.wakeUp.drainPermits();
			}
		}
		catch (InterruptedException ex) {
			// It has been asked to end.
		}
	}

	void end() {
		TrackedServers last;
		synchronized (this) {
			this.ended = true;
			last = this.current;
		}
		if (last != null) {
			lose(last, new SessionStoreException("the application stops"));
		}
		this.wakeUp.release();
		try {
			this.thread.join(PAUSE.toMillis());
			if (this.thread.isAlive()) {
				this.thread.interrupt();
				this.thread.join(LONGEST_PAUSE.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void await(CompletionStage<?> stage)
			throws ExecutionException, InterruptedException, TimeoutException {
		stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
	}

}
