package io.github.redissession.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.redis.inspect.ServerNode;

/**
 * Samples the servers in the background, and keeps the last sample for the meters. It
 * blocks no thread, and starts no sample while one is running. A value that the server is
 * not allowed to disclose is queried again only after an hour.
 */
public final class ServerSampler implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(ServerSampler.class);

	private static final Duration PAUSE_AFTER_DENIAL = Duration.ofHours(1);

	private final ServerInspection inspection;

	private final Duration interval;

	private final Sample<List<ServerNode>> nodes = new Sample<>();

	private final Sample<Long> active = new Sample<>();

	private volatile CompletableFuture<?> current = CompletableFuture.completedFuture(null);

	private boolean failing;

	private @Nullable ScheduledExecutorService timer;

	/**
	 * Creates a sampler that does nothing before it is started.
	 * @param inspection queries the servers
	 * @param interval the pause between two samples; zero or less for no samples
	 */
	public ServerSampler(ServerInspection inspection, Duration interval) {
		this.inspection = inspection;
		this.interval = interval;
	}

	/**
	 * Returns the primaries as of the last sample.
	 * @return the primaries, empty if they are not known
	 */
	List<ServerNode> nodes() {
		return Objects.requireNonNullElse(this.nodes.value, List.of());
	}

	/**
	 * Returns the number of sessions as of the last sample.
	 * @return the number, {@code null} if it is not known
	 */
	@Nullable Long active() {
		return this.active.value;
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
			this.current = CompletableFuture
				.allOf(this.active.update(this.inspection::active),
						this.nodes.update(() -> this.inspection.nodes().thenApply(ServerSampler::ifKnown)))
				.handle((nothing, ex) -> {
					report(ex);
					return null;
				});
		}
		catch (RuntimeException | Error ex) {
			// An exception would stop the timer.
			report(ex);
		}
	}

	private static @Nullable List<ServerNode> ifKnown(List<ServerNode> nodes) {
		return nodes.stream().allMatch(ServerNode::isKnown) ? nodes : null;
	}

	private synchronized void report(@Nullable Throwable failure) {
		if (failure == null) {
			this.failing = false;
		}
		else if (!this.failing) {
			this.failing = true;
			logger.warn("Could not sample server metrics, retrying with the next sample: " + Stages.cause(failure));
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
	 * Stops before the connections close, like everything that works in the background.
	 */
	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE - 8192;
	}

	/**
	 * The last value of one query, {@code null} if it is not known. A value that the
	 * server does not disclose is {@code null} without a failure.
	 */
	private static final class Sample<T> {

		private volatile @Nullable T value;

		private volatile long next = System.nanoTime();

		CompletableFuture<?> update(Supplier<CompletionStage<@Nullable T>> query) {
			if (System.nanoTime() - this.next < 0) {
				return CompletableFuture.completedFuture(null);
			}
			return query.get().toCompletableFuture().whenComplete((result, ex) -> {
				this.value = result;
				if (result == null && ex == null) {
					this.next = System.nanoTime() + PAUSE_AFTER_DENIAL.toNanos();
				}
			});
		}

	}

}
