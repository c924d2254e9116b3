package io.github.redissession.redis.client;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.async.Stages;

/**
 * Finds the primaries behind a connection: one server, or the nodes of a cluster that
 * have slots.
 */
final class Primaries {

	private Primaries() {
	}

	/**
	 * Returns a connection to a random primary.
	 */
	static CompletionStage<StatefulConnection<byte[], byte[]>> any(StatefulConnection<byte[], byte[]> connection) {
		if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return CompletableFuture.completedFuture(connection);
		}
		List<RedisClusterNode> primaries = of(cluster);
		return primaries.isEmpty()
				? CompletableFuture.failedFuture(
						new SessionStoreException(Reason.UNAVAILABLE, "the cluster has no primary with slots"))
				: connect(cluster, primaries.get(ThreadLocalRandom.current().nextInt(primaries.size())));
	}

	/**
	 * Returns connections to all primaries, for commands without a key that are sent one
	 * by one.
	 */
	static CompletionStage<List<StatefulConnection<byte[], byte[]>>> all(
			StatefulConnection<byte[], byte[]> connection) {
		return (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)
				? Stages.all(of(cluster).stream().map((node) -> connect(cluster, node)).toList())
				: CompletableFuture.completedFuture(List.of(connection));
	}

	private static List<RedisClusterNode> of(StatefulRedisClusterConnection<byte[], byte[]> cluster) {
		return cluster.getPartitions()
			.stream()
			.filter((node) -> node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty())
			.toList();
	}

	private static CompletionStage<StatefulConnection<byte[], byte[]>> connect(
			StatefulRedisClusterConnection<byte[], byte[]> cluster, RedisClusterNode node) {
		return cluster.getConnectionAsync(node.getUri().getHost(), node.getUri().getPort())
			.thenApply((connection) -> connection);
	}

}
