package io.github.redissession.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.redis.inspect.ServerNode;

/**
 * Asks the servers about themselves now and then, in the background, and keeps the last
 * answer for the gauges. It waits on no thread and never asks twice at a time. A server
 * that must not tell is asked again after an hour only.
 */
public final class ServerSampler implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(ServerSampler.class);

	private static final Duration PAUSE_AFTER_DENIAL = Duration.ofHours(1);

	private final ServerInspection inspection;

	private final Duration interval;

	private volatile List<ServerNode> nodes = List.of();

	private volatile @Nullable Long active;

	private volatile CompletableFuture<?> current = CompletableFuture.completedFuture(null);

	private volatile long askInfoAgain = System.nanoTime();

	private volatile long askActiveAgain = System.nanoTime();

	private boolean failing;

	private @Nullable ScheduledExecutorService timer;

	/**
	 * Creates a sampler that does nothing before it is started.
	 * @param inspection asks the servers
	 * @param interval how often; zero for never
	 */
	public ServerSampler(ServerInspection inspection, Duration interval) {
		this.inspection = inspection;
		this.interval = interval;
	}

	/**
	 * The primaries as they were last.
	 * @return none if nothing is known
	 */
	List<ServerNode> nodes() {
		return this.nodes;
	}

	/**
	 * How many sessions there were last.
	 * @return {@code null} if that is not known
	 */
	@Nullable Long active() {
		return this.active;
	}

	@Override
	public synchronized void start() {
		if (this.timer != null || this.interval.isZero() || this.interval.isNegative()) {
			return;
		}
		this.timer = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "redis-session-metrics");
			thread.setDaemon(true);
			return thread;
		});
		this.timer.scheduleWithFixedDelay(this::sample, 0, this.interval.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void sample() {
		if (!this.current.isDone()) {
			return;
		}
		try {
			this.current = CompletableFuture.allOf(sampleActive(), sampleNodes()).handle((nothing, ex) -> {
				report(ex);
				return null;
			});
		}
		catch (RuntimeException | Error ex) {
			// The timer would stop.
			report(ex);
		}
	}

	private CompletableFuture<?> sampleActive() {
		if (System.nanoTime() - this.askActiveAgain < 0) {
			return CompletableFuture.completedFuture(null);
		}
		return this.inspection.active().toCompletableFuture().whenComplete((number, ex) -> {
			this.active = number;
			if (number == null && ex == null) {
				this.askActiveAgain = System.nanoTime() + PAUSE_AFTER_DENIAL.toNanos();
			}
		});
	}

	private CompletableFuture<?> sampleNodes() {
		if (System.nanoTime() - this.askInfoAgain < 0) {
			return CompletableFuture.completedFuture(null);
		}
		return this.inspection.nodes().toCompletableFuture().whenComplete((all, ex) -> {
			boolean known = all != null && all.stream().allMatch(ServerNode::isKnown);
			this.nodes = known ? all : List.of();
			if (!known && ex == null) {
				this.askInfoAgain = System.nanoTime() + PAUSE_AFTER_DENIAL.toNanos();
			}
		});
	}

	private synchronized void report(@Nullable Throwable failure) {
		if (failure == null) {
			this.failing = false;
		}
		else if (!this.failing) {
			this.failing = true;
			logger.warn("Asking Redis about itself fails, and is tried again: " + failure);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.timer != null) {
			this.timer.shutdownNow();
			this.timer = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

	/**
	 * Like all that works in the background: it stops before the connections close.
	 */
	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE - 8192;
	}

}
