package io.github.redissession.redis.tracking;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.codec.ByteArrayCodec;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionToken;
import io.github.redissession.async.Stages;
import io.github.redissession.index.SessionTracking;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.spi.SessionRecord;

/**
 * All servers that sessions are read from: the master, or the primaries of a cluster. If
 * one of them is lost, or no longer owns its slots, all connections are closed and opened
 * again. Replicas are not used, because they lag behind.
 */
final class TrackedServers {

	private final Map<Integer, TrackedServer> bySlot = new HashMap<>();

	private final List<TrackedServer> servers = new ArrayList<>();

	private final RedisSettings settings;

	private final Runnable onClose;

	private TrackedServers(RedisSettings settings, Runnable onClose) {
		this.settings = settings;
		this.onClose = onClose;
	}

	/**
	 * Connects to all servers, and blocks until that is done.
	 * @throws RuntimeException if one of them is unavailable
	 */
	static TrackedServers connect(AbstractRedisClient client, SessionConnection connection, RedisSettings settings,
			SessionTracking.Listener listener) {
		return (client instanceof RedisClusterClient cluster) ? toCluster(cluster, connection, settings, listener)
				: toOne((RedisClient) client, connection, settings, listener);
	}

	private static TrackedServers toOne(RedisClient client, SessionConnection connection, RedisSettings settings,
			SessionTracking.Listener listener) {
		StatefulRedisConnection<byte[], byte[]> tracked = open(client);
		TrackedServers all = new TrackedServers(settings, tracked::closeAsync);
		all.servers.add(new TrackedServer(tracked, connection, settings, listener, SessionToken.random().id(),
				ServerSlots.ALL));
		return all;
	}

	private static StatefulRedisConnection<byte[], byte[]> open(RedisClient client) {
		try {
			return client.connect(ByteArrayCodec.INSTANCE);
		}
		catch (IllegalStateException ex) {
			throw new SessionStoreException(
					"the near cache cannot find the master among the nodes of spring.data.redis.masterreplica", ex);
		}
	}

	private static TrackedServers toCluster(RedisClusterClient client, SessionConnection connection,
			RedisSettings settings, SessionTracking.Listener listener) {
		client.refreshPartitions();
		StatefulRedisClusterConnection<byte[], byte[]> cluster = client.connect(ByteArrayCodec.INSTANCE);
		TrackedServers all = new TrackedServers(settings, cluster::closeAsync);
		try {
			for (RedisClusterNode node : cluster.getPartitions()) {
				if (node.is(NodeFlag.UPSTREAM) && !node.getSlots().isEmpty()) {
					RedisURI uri = node.getUri();
					TrackedServer server = new TrackedServer(cluster.getConnection(uri.getHost(), uri.getPort()),
							connection, settings, listener, probe(node, settings), ServerSlots.of(node));
					all.servers.add(server);
					node.getSlots().forEach((slot) -> all.bySlot.put(slot, server));
				}
			}
			return all;
		}
		catch (RuntimeException ex) {
			all.close();
			throw ex;
		}
	}

	private static String probe(RedisClusterNode node, RedisSettings settings) {
		String id = SessionToken.random().id();
		while (!node.hasSlot(SlotHash.getSlot(settings.keys().session(id)))) {
			id = SessionToken.random().id();
		}
		return id;
	}

	/**
	 * Turns tracking on, see {@link TrackedServer#begin()}.
	 */
	CompletionStage<@Nullable Void> begin() {
		return Stages.done(this.servers.stream().map(TrackedServer::begin).toList());
	}

	/**
	 * Checks each server, see {@link TrackedServer#beat()}.
	 */
	CompletionStage<@Nullable Void> beat() {
		return Stages.done(this.servers.stream().map(TrackedServer::beat).toList());
	}

	/**
	 * Completes when one server is lost, with the reason.
	 */
	CompletionStage<Throwable> lost() {
		return CompletableFuture.anyOf(this.servers.stream().map(TrackedServer::lost).toArray(CompletableFuture[]::new))
			.thenApply(Throwable.class::cast);
	}

	/**
	 * Reads a session.
	 */
	CompletionStage<@Nullable SessionRecord> find(String id) {
		TrackedServer server = this.bySlot.isEmpty() ? this.servers.get(0)
				: this.bySlot.get(SlotHash.getSlot(this.settings.keys().session(id)));
		return (server != null) ? server.find(id)
				: CompletableFuture.failedFuture(new SessionStoreException("No server owns the slot of session " + id));
	}

	/**
	 * Closes all connections. That of a cluster closes those to its nodes itself, and
	 * Lettuce warns of a connection that is closed twice.
	 */
	void close() {
		this.onClose.run();
	}

}
