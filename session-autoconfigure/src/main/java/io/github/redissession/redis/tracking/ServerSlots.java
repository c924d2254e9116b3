package io.github.redissession.redis.tracking;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;

/**
 * The slots of a cluster that a server owned when its connection was opened. A server
 * that hands over a slot as a whole may report the sessions in it as changed only long
 * after the new owner has changed them, because it does so as it deletes them (Redis 8.6,
 * {@code CLUSTER MIGRATION}).
 */
final class ServerSlots {

	/** A server without a cluster owns everything. */
	static final ServerSlots ALL = new ServerSlots(Set.of());

	private final Set<Integer> slots;

	private ServerSlots(Set<Integer> slots) {
		this.slots = slots;
	}

	static ServerSlots of(RedisClusterNode node) {
		return new ServerSlots(new HashSet<>(node.getSlots()));
	}

	/**
	 * Asks a server whether these are still its slots.
	 * @return completes if they are, and fails with a {@link SessionStoreException} if
	 * the server owns others
	 */
	CompletionStage<@Nullable Void> check(StatefulRedisConnection<byte[], byte[]> server) {
		if (this.slots.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		return server.async().clusterNodes().thenAccept((nodes) -> {
			for (RedisClusterNode node : ClusterPartitionParser.parse(nodes)) {
				if (node.is(NodeFlag.MYSELF) && !this.slots.equals(new HashSet<>(node.getSlots()))) {
					throw new SessionStoreException("the server owns other slots than before");
				}
			}
		});
	}

}
