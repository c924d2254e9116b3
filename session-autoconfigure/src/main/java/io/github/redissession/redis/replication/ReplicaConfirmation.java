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
 * Learns whether the replicas of a node have what is written to it from now on. It has to
 * be ended. WAIT tells of what the same connection has written; of a connection that has
 * written nothing, be it new or to a node that does not have a key any more, it says that
 * all replicas have it.
 */
final class ReplicaConfirmation implements RedisConnectionStateListener {

	private final SessionConnection commands;

	private final NodeReplicas replicas;

	private final StatefulRedisConnection<byte[], byte[]> node;

	private final List<byte[]> keys;

	private volatile boolean lost;

	/**
	 * Remembers the connection, before anything is written.
	 * @param commands the door to the node
	 * @param replicas the node's
	 * @param node the connection over which it is written
	 * @param keys what the node might hand over to another one meanwhile
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
	 * Ends it, whatever has become of it.
	 */
	void end() {
		this.node.removeListener(this);
	}

	/**
	 * Waits for replicas, after the node has answered what was written. If the connection
	 * is closed by then, it was perhaps written over the one in its place.
	 * @return whether enough have it in time
	 */
	CompletionStage<Boolean> confirmed() {
		return areHere().thenCombine(this.replicas.haveAll(this.node),
				(here, enough) -> here && enough && !this.lost && this.node.isOpen());
	}

	/**
	 * A node that has handed a key over answers MOVED or ASK.
	 */
	private CompletionStage<Boolean> areHere() {
		if (this.keys.isEmpty()) {
			return CompletableFuture.completedFuture(true);
		}
		Batch batch = this.commands.batch(this.node);
		CompletionStage<Boolean> all = Stages.allTrue(
				this.keys.stream().map((key) -> batch.timeToLive(key).handle((ttl, ex) -> ex == null)).toList());
		batch.send();
		return all;
	}

}
