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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.SessionKeys;
import io.github.redissession.redis.client.BackgroundTimer;
import io.github.redissession.redis.client.BackgroundWork;
import io.github.redissession.redis.client.OutageLog;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionObserver;

/**
 * Ends expired sessions, shard by shard in random order, a bounded number at a time.
 * Every node may run a sweeper; only one of them ends a session.
 * <p>
 * A sweep visits every shard once. The visits are spread over the interval, which keeps
 * the load even. A shard with more expired sessions than the batch size is visited again
 * before the sweep ends, so a sweep after a long break takes as long as it needs and
 * leaves none behind.
 * <p>
 * The sweeper blocks no thread while it waits for Redis, visits one shard at a time, and
 * continues after an outage.
 */
public final class ExpirySweeper extends BackgroundWork<BackgroundTimer> {

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

	private final ExpiredSessions sessions;

	private final SessionObserver observer;

	private final Duration pause;

	private final int batchSize;

	private final OutageLog log;

	/**
	 * The shards that this sweep has yet to visit. This field and the next one are used
	 * by one visit at a time.
	 */
	private final Deque<Integer> shards = new ArrayDeque<>();

	private boolean failedInSweep;

	private volatile CompletableFuture<?> current = CompletableFuture.completedFuture(null);

	/**
	 * Creates a sweeper that does nothing before it is started.
	 * @param connection the connection to Redis
	 * @param settings how sessions are stored
	 * @param pace how often it runs, and how many sessions it ends at a time
	 * @param stream records sessions that have expired, {@code null} if there is none
	 */
	public ExpirySweeper(SessionConnection connection, RedisSettings settings, Pace pace,
			@Nullable ExpiryStream stream) {
		this.sessions = new ExpiredSessions(connection, settings, stream);
		this.observer = settings.observer();
		this.pause = pace.interval().dividedBy(SessionKeys.EXPIRY_SHARDS);
		this.batchSize = pace.batchSize();
		this.log = new OutageLog(LogFactory.getLog(ExpirySweeper.class), "end expired sessions", this.pause);
	}

	@Override
	protected BackgroundTimer create() {
		long nanos = Math.max(1, this.pause.toNanos());
		Duration delay = Duration.ofNanos(ThreadLocalRandom.current().nextLong(nanos));
		return new BackgroundTimer("redis-session-expiry", this::next, delay, Duration.ofNanos(nanos));
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
	 * Stops, and waits a moment for a visit in progress. Another node finishes what it
	 * leaves behind, or this one when it is started again.
	 */
	@Override
	public synchronized void stop() {
		super.stop();
		try {
			this.current.get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException | CancellationException ex) {
			// The failure was logged, and another node finishes the work.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * How fast a sweeper works.
	 *
	 * @param interval how long it takes to visit every shard of the expiry index once
	 * @param batchSize the maximum number of sessions that one visit ends
	 */
	public record Pace(Duration interval, int batchSize) {

	}

}
