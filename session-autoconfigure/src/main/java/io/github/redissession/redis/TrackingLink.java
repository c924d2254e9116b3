package io.github.redissession.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.redissession.SessionRecord;
import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionTracking;

/**
 * Tracks sessions by {@code CLIENT TRACKING} of RESP3, on connections of its own.
 * <p>
 * A thread of its own opens them, asks at short intervals whether they still work, and
 * opens others when they do not, sooner at first and later if it keeps failing.
 */
public final class TrackingLink implements SessionTracking, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(TrackingLink.class);

	private static final Duration PAUSE = Duration.ofMillis(250);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final LettuceConnectionFactory factory;

	private final RedisCommands commands;

	private final RedisSettings settings;

	private final Duration interval;

	private final Listener listener;

	private volatile @Nullable Running running;

	/**
	 * Creates a link that does nothing before it is started.
	 * @param factory opens the connections
	 * @param commands the way of other commands
	 * @param settings how sessions are kept
	 * @param interval how often to ask whether the connections still work, positive
	 * @param listener hears of changes
	 */
	public TrackingLink(LettuceConnectionFactory factory, RedisCommands commands, RedisSettings settings,
			Duration interval, Listener listener) {
		this.factory = factory;
		this.commands = commands;
		this.settings = settings;
		this.interval = interval;
		this.listener = listener;
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> find(String id) {
		Running now = this.running;
		TrackedServers servers = (now != null) ? now.current : null;
		return (servers != null) ? servers.find(id)
				: CompletableFuture.failedFuture(new SessionStoreException("Changes are not told at present"));
	}

	/**
	 * Completes when everything has been heard of that had happened before this was
	 * called. For tests.
	 */
	CompletionStage<@Nullable Void> upToDate() {
		Running now = this.running;
		TrackedServers servers = (now != null) ? now.current : null;
		return (servers != null) ? servers.beat()
				: CompletableFuture.failedFuture(new SessionStoreException("Changes are not told at present"));
	}

	/**
	 * Begins, without waiting for Redis.
	 */
	@Override
	public synchronized void start() {
		if (this.running == null) {
			Running next = new Running();
			this.running = next;
			next.thread.setDaemon(true);
			next.thread.start();
		}
	}

	@Override
	public synchronized void stop() {
		Running last = this.running;
		if (last != null) {
			last.end();
			this.running = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	/**
	 * Before the first request and after the last one.
	 */
	@Override
	public int getPhase() {
		return RedisSettings.PHASE;
	}

	/**
	 * The time between a start and a stop.
	 */
	private final class Running implements Runnable {

		private final Thread thread = new Thread(this, "redis-session-near-cache");

		private final OutageLog log = new OutageLog(logger, "Telling the near cache of changes");

		private final Semaphore wakeUp = new Semaphore(0);

		private volatile @Nullable TrackedServers current;

		private volatile boolean ended;

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
			TrackedServers servers = TrackedServers.connect(TrackingLink.this.factory.getRequiredNativeClient(),
					TrackingLink.this.commands, TrackingLink.this.settings, TrackingLink.this.listener);
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
			TrackingLink.this.listener.started(sent);
			servers.lost().thenAccept((reason) -> lose(servers, reason));
		}

		/**
		 * Stays until the servers are lost.
		 */
		private void keep(TrackedServers servers) throws InterruptedException {
			while (this.current == servers) {
				if (!this.wakeUp.tryAcquire(TrackingLink.this.interval.toNanos(), TimeUnit.NANOSECONDS)) {
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
				TrackingLink.this.listener.upToDate(until);
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
			TrackingLink.this.listener.stopped(String.valueOf(reason.getMessage()));
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

	}

	private static void await(CompletionStage<?> stage)
			throws ExecutionException, InterruptedException, TimeoutException {
		stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
	}

}
