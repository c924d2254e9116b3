package io.github.redissession.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.client.BackgroundTimer;
import io.github.redissession.redis.client.BackgroundWork;
import io.github.redissession.redis.client.OutageLog;
import io.github.redissession.redis.inspect.ServerInspection;
import io.github.redissession.redis.inspect.ServerNode;

/**
 * Samples the servers in the background, and keeps the last sample for the meters. It
 * blocks no thread, and starts no sample while one is running. A value that the server is
 * not allowed to disclose is queried again only after an hour.
 */
public final class ServerSampler extends BackgroundWork<BackgroundTimer> {

	private static final Duration PAUSE_AFTER_DENIAL = Duration.ofHours(1);

	private final Duration interval;

	private final OutageLog log;

	private final Query<List<ServerNode>> nodes;

	private final Query<Long> active;

	private volatile CompletableFuture<?> current = CompletableFuture.completedFuture(null);

	/**
	 * Creates a sampler that does nothing before it is started.
	 * @param inspection queries the servers
	 * @param interval the pause between two samples; zero or less for no samples
	 */
	public ServerSampler(ServerInspection inspection, Duration interval) {
		this.nodes = new Query<>(() -> inspection.nodes()
			.thenApply((nodes) -> nodes.stream().allMatch(ServerNode::isKnown) ? nodes : null));
		this.active = new Query<>(inspection::active);
		this.interval = interval;
		this.log = new OutageLog(LogFactory.getLog(ServerSampler.class), "sample server metrics", interval);
	}

	/**
	 * Returns the primaries as of the last sample.
	 * @return the primaries, empty if they are not known
	 */
	List<ServerNode> nodes() {
		return Objects.requireNonNullElse(this.nodes.last, List.of());
	}

	/**
	 * Returns the number of sessions as of the last sample.
	 * @return the number, {@code null} if it is not known
	 */
	@Nullable Long active() {
		return this.active.last;
	}

	@Override
	protected @Nullable BackgroundTimer create() {
		return (this.interval.isZero() || this.interval.isNegative()) ? null
				: new BackgroundTimer("redis-session-metrics", this::sample, Duration.ZERO, this.interval);
	}

	private void sample() {
		if (!this.current.isDone()) {
			return;
		}
		try {
			this.current = CompletableFuture.allOf(this.active.sample(), this.nodes.sample()).handle((nothing, ex) -> {
				if (ex != null) {
					this.log.failed(ex);
				}
				else {
					this.log.worked();
				}
				return null;
			});
		}
		catch (RuntimeException | Error ex) {
			// An exception would stop the timer.
			this.log.failed(ex);
		}
	}

	/**
	 * A query and its last result.
	 */
	private static final class Query<T> {

		private final Supplier<CompletionStage<@Nullable T>> command;

		private volatile @Nullable T last;

		private volatile long next = System.nanoTime();

		Query(Supplier<CompletionStage<@Nullable T>> command) {
			this.command = command;
		}

		CompletableFuture<?> sample() {
			if (System.nanoTime() - this.next < 0) {
				return CompletableFuture.completedFuture(null);
			}
			return this.command.get().toCompletableFuture().whenComplete((result, ex) -> {
				this.last = result;
				if (result == null && ex == null) {
					this.next = System.nanoTime() + PAUSE_AFTER_DENIAL.toNanos();
				}
			});
		}

	}

}
