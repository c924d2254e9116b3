package io.github.redissession.redis.replication;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.Replicas;

/**
 * The replicas of one node. One WAIT at a time is under way. A caller whose write was
 * answered meanwhile shares the result of that WAIT: the node answers one connection in
 * order, and nothing while it waits, so it executed the write before it began to wait.
 * When too few replicas have answered, no WAIT is sent for one second, because everything
 * else on the connection would have to wait as well.
 */
final class NodeReplicas {

	private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final SessionConnection commands;

	private final Replicas wanted;

	private final AtomicReference<@Nullable Wait> current = new AtomicReference<>();

	private volatile @Nullable Long missed;

	/**
	 * Creates it.
	 * @param commands the connection to Redis
	 * @param wanted how many replicas must confirm
	 */
	NodeReplicas(SessionConnection commands, Replicas wanted) {
		this.commands = commands;
		this.wanted = wanted;
	}

	/**
	 * Waits until enough replicas have what a connection has written and the node has
	 * answered.
	 * @param node a connection to the node
	 * @return {@code false} if too few replicas confirm in time, or are assumed to be
	 * unavailable
	 */
	CompletionStage<Boolean> haveAll(StatefulRedisConnection<byte[], byte[]> node) {
		Wait known = this.current.get();
		if (known != null && known.node() == node) {
			return known.answer();
		}
		Long last = this.missed;
		if (last != null && System.nanoTime() - last < PAUSE) {
			return CompletableFuture.completedFuture(false);
		}
		Wait next = new Wait(node, new CompletableFuture<>());
		if (!this.current.compareAndSet(known, next)) {
			return haveAll(node);
		}
		Batch batch = this.commands.batch(node);
		// Registered before it is sent: no caller may find this WAIT after its answer has
		// arrived.
		batch.waitFor(this.wanted).whenComplete((number, ex) -> answered(next, number, ex));
		batch.send();
		return next.answer();
	}

	private void answered(Wait wait, @Nullable Long number, @Nullable Throwable ex) {
		boolean enough = number != null && number >= this.wanted.number();
		if (ex == null && !enough) {
			this.missed = System.nanoTime();
		}
		this.current.compareAndSet(wait, null);
		if (ex != null) {
			wait.answer().completeExceptionally(ex);
		}
		else {
			wait.answer().complete(enough);
		}
	}

	/**
	 * A WAIT under way.
	 *
	 * @param node the connection that it was sent on
	 * @param answer whether enough replicas have everything written on it before
	 */
	private record Wait(StatefulRedisConnection<byte[], byte[]> node, CompletableFuture<Boolean> answer) {

	}

}
