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
 * The replicas of one node. One WAIT at a time is under way. Whoever has been told
 * meanwhile that something is written shares its answer: the node answers one connection
 * in order, and nothing while it waits, so it has written that before it began to wait.
 * When too few replicas have answered nobody waits for a while, because everything else
 * on the connection would wait as well.
 */
final class NodeReplicas {

	private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final SessionConnection commands;

	private final Replicas wanted;

	private final AtomicReference<@Nullable Question> asked = new AtomicReference<>();

	private volatile @Nullable Long missed;

	/**
	 * Knows nothing yet.
	 * @param commands the door to the node
	 * @param wanted who has to confirm
	 */
	NodeReplicas(SessionConnection commands, Replicas wanted) {
		this.commands = commands;
		this.wanted = wanted;
	}

	/**
	 * Learns whether enough replicas have what a connection has written and the node has
	 * answered.
	 * @param node a connection to the node
	 * @return {@code false} if they have not got it in time, or are thought to be away
	 */
	CompletionStage<Boolean> haveAll(StatefulRedisConnection<byte[], byte[]> node) {
		Question known = this.asked.get();
		if (known != null && known.node() == node) {
			return known.answer();
		}
		Long last = this.missed;
		if (last != null && System.nanoTime() - last < PAUSE) {
			return CompletableFuture.completedFuture(false);
		}
		Question next = new Question(node, new CompletableFuture<>());
		if (!this.asked.compareAndSet(known, next)) {
			return haveAll(node);
		}
		Batch batch = this.commands.batch(node);
		// Before it is sent: nobody may find it when the next answer has been read.
		batch.waitFor(this.wanted).whenComplete((number, ex) -> answered(next, number, ex));
		batch.send();
		return next.answer();
	}

	private void answered(Question question, @Nullable Long number, @Nullable Throwable ex) {
		boolean enough = number != null && number >= this.wanted.number();
		if (ex == null && !enough) {
			this.missed = System.nanoTime();
		}
		this.asked.compareAndSet(question, null);
		if (ex != null) {
			question.answer().completeExceptionally(ex);
		}
		else {
			question.answer().complete(enough);
		}
	}

	/**
	 * A WAIT that is under way.
	 *
	 * @param node the connection that waits
	 * @param answer whether enough replicas have all that it has written
	 */
	private record Question(StatefulRedisConnection<byte[], byte[]> node, CompletableFuture<Boolean> answer) {

	}

}
