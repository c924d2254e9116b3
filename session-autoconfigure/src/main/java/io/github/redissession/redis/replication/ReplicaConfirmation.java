package io.github.redissession.redis.replication;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;

import io.github.redissession.async.Stages;
import io.github.redissession.redis.client.Batch;
import io.github.redissession.redis.client.SessionConnection;

/**
 * Finds out whether the replicas of a node have what is written to it from now on. It
 * must be ended. WAIT is about what the same connection has written; for a connection
 * that has written nothing, because it is new or its node no longer has the key, it
 * reports that all replicas have it.
 */
final class ReplicaConfirmation implements RedisConnectionStateListener {

	private final SessionConnection commands;

	private final NodeReplicas replicas;

	private final StatefulRedisConnection<byte[], byte[]> node;

	private final List<byte[]> keys;

	private volatile boolean lost;

	/**
	 * Records the connection, before anything is written.
	 * @param commands the connection to Redis
	 * @param replicas the replicas of the node
	 * @param node the connection used for writing
	 * @param keys the keys that the node may hand over to another one meanwhile
	 */
	ReplicaConfirmation(SessionConnection commands, NodeReplicas replicas, StatefulRedisConnection<byte[], byte[]> node,
			List<byte[]> keys) {
		this.commands = commands;
		this.replicas = replicas;
		this.node = node;
		this.keys = keys;
		node.addListener(this);
	}

	@Override
	public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
		this.lost = true;
	}

	boolean isLost() {
		return this.lost;
	}

	/**
	 * Ends it, whatever the result.
	 */
	void end() {
		this.node.removeListener(this);
	}

	/**
	 * Waits for the replicas, after the node has answered the write. If the connection is
	 * closed by then, another one may have been used in its place.
	 * @return whether enough replicas confirm in time
	 */
	CompletionStage<Boolean> confirmed() {
		return areHere().thenCombine(this.replicas.haveAll(this.node),
				(here, enough) -> here && enough && !this.lost && this.node.isOpen());
	}

	/**
	 * Returns whether the node still has all keys: one that has handed over a key answers
	 * MOVED or ASK.
	 */
	private CompletionStage<Boolean> areHere() {
		if (this.keys.isEmpty()) {
			return CompletableFuture.completedFuture(true);
		}
		Batch batch = this.commands.batch(this.node);
		CompletionStage<Boolean> all = Stages
			.allTrue(this.keys.stream().map((key) -> batch.timeToLive(key).handle((ttl, ex) -> ex == null)).toList());
		batch.send();
		return all;
	}

}
