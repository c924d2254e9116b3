package io.github.redissession.redis.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.async.Stages;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.Replicas;

/**
 * The nodes that store sessions, and the replicas of each: one node, or the primaries of
 * a cluster.
 */
final class ReplicatedNodes {

	private static final Node ONLY = new Node("", 0);

	private final SessionConnection commands;

	private final Replicas wanted;

	private final Map<Node, NodeReplicas> replicas = new ConcurrentHashMap<>();

	/**
	 * Creates it without any node.
	 * @param commands access to Redis over a connection of its own
	 * @param wanted how many replicas must confirm
	 */
	ReplicatedNodes(SessionConnection commands, Replicas wanted) {
		this.commands = commands;
		this.wanted = wanted;
	}

	/**
	 * Records the connections to the nodes of some keys, before these are written.
	 * @return one confirmation per node
	 */
	CompletionStage<List<ReplicaConfirmation>> begin(List<byte[]> keys) {
		return this.commands.connection()
			.thenCompose((connection) -> (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)
					? begin(cluster, keys)
					: CompletableFuture.completedFuture(List.of(confirmation(ONLY, connection, List.of()))));
	}

	private CompletionStage<List<ReplicaConfirmation>> begin(StatefulRedisClusterConnection<byte[], byte[]> cluster,
			List<byte[]> keys) {
		Map<Node, List<byte[]>> byNode = new LinkedHashMap<>();
		for (byte[] key : keys) {
			RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
			if (node == null) {
				return CompletableFuture.failedFuture(
						new SessionStoreException(Reason.UNAVAILABLE, "no node of the cluster has the key's slot"));
			}
			byNode
				.computeIfAbsent(new Node(node.getUri().getHost(), node.getUri().getPort()),
						(added) -> new ArrayList<>())
				.add(key);
		}
		List<CompletionStage<Supplier<ReplicaConfirmation>>> opened = new ArrayList<>();
		byNode.forEach((node, itsKeys) -> opened.add(cluster.getConnectionAsync(node.host(), node.port())
			.thenApply((connection) -> () -> confirmation(node, connection, itsKeys))));
		// Not before all are open, because each confirmation must be ended.
		return Stages.all(opened).thenApply((all) -> all.stream().map(Supplier::get).toList());
	}

	private ReplicaConfirmation confirmation(Node node, StatefulConnection<byte[], byte[]> connection,
			List<byte[]> keys) {
		NodeReplicas known = this.replicas.computeIfAbsent(node,
				(added) -> new NodeReplicas(this.commands, this.wanted));
		return new ReplicaConfirmation(this.commands, known, (StatefulRedisConnection<byte[], byte[]>) connection,
				keys);
	}

	/**
	 * The address of a node.
	 */
	private record Node(String host, int port) {

	}

}
