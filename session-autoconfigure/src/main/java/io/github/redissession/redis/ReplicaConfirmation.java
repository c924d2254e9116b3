package io.github.redissession.redis;

import java.util.List;
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
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

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
		SessionCommand<byte[], byte[], Long> here = command(CommandType.PTTL, args().addKey(this.key));
		SessionCommand<byte[], byte[], Long> wait = command(CommandType.WAIT,
				args().add(replicas.number()).add(replicas.timeout().toMillis()));
		this.node.dispatch(List.of(here, wait));
		// A node that has handed the key over answers MOVED or ASK.
		return here.handle((ttl, ex) -> ex == null)
			.thenCombine(wait, (isHere, number) -> isHere && number >= replicas.number() && !this.lost);
	}

	private SessionCommand<byte[], byte[], Long> command(CommandType type, CommandArgs<byte[], byte[]> args) {
		return new SessionCommand<>(type, () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE), args, this.commands,
				false);
	}

	private static CommandArgs<byte[], byte[]> args() {
		return new CommandArgs<>(ByteArrayCodec.INSTANCE);
	}

}
