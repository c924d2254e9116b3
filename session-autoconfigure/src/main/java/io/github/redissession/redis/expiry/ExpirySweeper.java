package io.github.redissession.redis.expiry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.OutageLog;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionObserver;

/**
 * Ends sessions whose time is up, shard by shard in an order of its own, a bounded number
 * at a time. Every node may run one; each session is ended by one of them.
 * <p>
 * The shards are spread over the interval, so the work of a node is even. A shard that
 * has more to do than is allowed at a time is visited again before the sweep ends; so a
 * sweep after a long break takes as long as it has to, and leaves nothing behind.
 * <p>
 * It waits for Redis on no thread, never does two things at a time, and goes on after an
 * outage.
 */
public final class ExpirySweeper implements SmartLifecycle {

	private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(1);

	private final ExpiredSessions sessions;

	private final SessionObserver observer;

	private final Duration interval;

	private final int batchSize;

	private final OutageLog log = new OutageLog(LogFactory.getLog(ExpirySweeper.class),
			"Looking for sessions that have expired");

	/**
	 * What is left of this sweep. This and the next one are touched by one thing at a
	 * time.
	 */
	private final Deque<Integer> shards = new ArrayDeque<>();

	private boolean failedInSweep;

	private volatile CompletableFuture<?> current = CompletableFuture.completedFuture(null);

	private @Nullable ScheduledExecutorService timer;

	/**
	 * Creates a sweeper that does nothing before it is started.
	 * @param commands the door to Redis
	 * @param settings how sessions are kept
	 * @param pace how often, and how much at a time
	 * @param stream where sessions that have expired are recorded, {@code null} for
	 * nowhere
	 */
	public ExpirySweeper(SessionConnection commands, RedisSettings settings, Pace pace, @Nullable ExpiryStream stream) {
		this.sessions = new ExpiredSessions(commands, settings, stream);
		this.observer = settings.observer();
		this.interval = pace.interval();
		this.batchSize = pace.batchSize();
	}

	@Override
	public synchronized void start() {
		if (this.timer != null) {
			return;
		}
		this.timer = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "redis-session-expiry");
			thread.setDaemon(true);
			return thread;
		});
		long pause = Math.max(1, this.interval.dividedBy(SessionKeys.EXPIRY_SHARDS).toNanos());
		this.timer.scheduleWithFixedDelay(this::next, ThreadLocalRandom.current().nextLong(pause), pause,
				TimeUnit.NANOSECONDS);
	}

	private void next() {
		if (!this.current.isDone()) {
			return;
		}
		if (this.shards.isEmpty()) {
			if (!this.failedInSweep) {
				this.log.worked();
			}
			this.failedInSweep = false;
			List<Integer> all = new ArrayList<>(IntStream.range(0, SessionKeys.EXPIRY_SHARDS).boxed().toList());
			Collections.shuffle(all);
			this.shards.addAll(all);
		}
		int shard = this.shards.remove();
		try {
			this.current = sweep(shard).toCompletableFuture();
		}
		catch (RuntimeException | Error ex) {
			// The timer would stop.
			this.log.failed(ex);
		}
	}

	private CompletionStage<?> sweep(int shard) {
		return this.sessions.sweep(shard, this.batchSize).handle((due, ex) -> {
			if (ex != null) {
				this.failedInSweep = true;
				this.log.failed(ex);
			}
			else if (due == this.batchSize) {
				this.shards.add(shard);
			}
			if (this.shards.isEmpty() && !this.failedInSweep) {
				this.observer.sweepEnded(this.sessions.lag());
			}
			return due;
		});
	}

	/**
	 * Stops, and waits a moment for what is under way. What is not finished then is
	 * finished by another node, or by this one when it is started again.
	 */
	@Override
	public synchronized void stop() {
		if (this.timer == null) {
			return;
		}
		this.timer.shutdownNow();
		this.timer = null;
		try {
			this.current.get(PATIENCE_AT_STOP.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException | CancellationException ex) {
			// It has been reported, or will be finished by somebody else.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

	/**
	 * Before the first request and after the last one.
	 */
	@Override
	public int getPhase() {
		return RedisSettings.PHASE;
	}

	/**
	 * How much a sweeper does.
	 *
	 * @param interval how long it takes to visit every shard of the expiry index once
	 * @param batchSize how many sessions are ended at a time at most
	 */
	public record Pace(Duration interval, int batchSize) {

	}

}
