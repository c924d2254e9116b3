package io.github.redissession.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;

import io.github.redissession.SessionStoreUnavailableException;

/**
 * Learns whether replicas have what is written to a key from now on. It has to be ended.
 * WAIT tells it of what the same connection has written; of a connection that has written
 * nothing, be it new or to a node that does not have the key any more, it says that all
 * replicas have it.
 */
final class ReplicaConfirmation implements RedisConnectionStateListener {

	private final RedisCommands commands;

	private final StatefulRedisConnection<byte[], byte[]> node;

	private final byte[] key;

	private volatile boolean lost;

	private ReplicaConfirmation(RedisCommands commands, StatefulRedisConnection<byte[], byte[]> node, byte[] key) {
		this.commands = commands;
		this.node = node;
		this.key = key;
		node.addListener(this);
	}

	/**
	 * Remembers the connection, before the key is written.
	 */
	static CompletionStage<ReplicaConfirmation> begin(RedisCommands commands, byte[] key) {
		return commands.connection()
			.thenCompose((connection) -> nodeOf(connection, key))
			.thenApply(
					(node) -> new ReplicaConfirmation(commands, (StatefulRedisConnection<byte[], byte[]>) node, key));
	}

	private static CompletionStage<? extends StatefulConnection<byte[], byte[]>> nodeOf(
			StatefulConnection<byte[], byte[]> connection, byte[] key) {
		if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return CompletableFuture.completedFuture(connection);
		}
		RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
		if (node == null) {
			return CompletableFuture
				.failedFuture(new SessionStoreUnavailableException("no node of the cluster has the key's slot"));
		}
		RedisURI uri = node.getUri();
		return cluster.getConnectionAsync(uri.getHost(), uri.getPort());
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
	 * Waits for replicas, after the key was written.
	 * @return whether enough have it in time
	 */
	CompletionStage<Boolean> confirmed(Replicas replicas) {
		Batch batch = this.commands.batch(this.node);
		CompletionStage<Long> here = batch.timeToLive(this.key);
		CompletionStage<Long> wait = batch.waitFor(replicas);
		batch.send();
		// A node that has handed the key over answers MOVED or ASK.
		return here.handle((ttl, ex) -> ex == null)
			.thenCombine(wait, (isHere, number) -> isHere && number >= replicas.number() && !this.lost);
	}

}
